# Segments, et conditions en toutes lettres.
studio-click-add = Ajouter
studio-click-add-what = Quoi ajouter
studio-click-age = Âge
studio-click-bought = A acheté
studio-click-compare = Comparaison
studio-click-consents = A accepté
studio-click-country = Pays
studio-click-everyone = Tout le monde, bannis compris
studio-click-has-ticket = Billet pour
studio-click-join = Et, ou
studio-click-joined = Inscription
studio-click-language = Langue
studio-click-member = Membre
studio-click-not = Le contraire
studio-click-number = Numéro de membre
studio-click-reachable = Reçoit le courrier
studio-click-remove = Enlever
studio-click-source = Venu par
studio-click-spend = A dépensé
studio-click-state = Adhésion
studio-click-tag = Étiquette
studio-click-tenure = Membre depuis
studio-click-tier = Formule
studio-click-unit = Unité
studio-click-unit-d = jours
studio-click-unit-m = mois
studio-click-unit-w = semaines
studio-click-unit-y = ans
studio-click-unread = Cette ligne ne dit encore rien et n’est pas comptée.
studio-journal-segment-deleted = A supprimé un segment
studio-journal-segment-saved = A enregistré un segment
studio-nav-segments = Segments
studio-said-segment-deleted = Le segment est supprimé. Le journal garde ce qu’il disait.
studio-says = Les membres qui { $what }.
studio-says-age-equal = ont exactement { $what } ans
studio-says-age-least = ont { $what } ans ou plus
studio-says-age-less = ont moins de { $what } ans
studio-says-age-more = ont plus de { $what } ans
studio-says-age-most = ont { $what } ans ou moins
studio-says-and = et
studio-says-bought-no = n’ont pas acheté { $what }
studio-says-bought-yes = ont acheté { $what }
studio-says-consents-no = n’ont pas accepté { $what }
studio-says-consents-yes = ont accepté { $what }
studio-says-country-no = n’habitent pas { $what }
studio-says-country-yes = habitent { $what }
studio-says-days =
    { $n ->
         [one] { $n } jour
        *[other] { $n } jours
    }
studio-says-joined-equal = se sont inscrits à l’instant où commençait le { $what }
studio-says-joined-least = se sont inscrits le { $what } ou plus tard
studio-says-joined-less = se sont inscrits avant le { $what }
studio-says-joined-more = se sont inscrits après le début du { $what }
studio-says-joined-most = se sont inscrits avant la fin du premier instant du { $what }
studio-says-language-no = ne lisent pas { $what }
studio-says-language-yes = lisent { $what }
studio-says-member = sont membres
studio-says-months =
    { $n ->
         [one] { $n } mois
        *[other] { $n } mois
    }
studio-says-not = ne remplissent pas ceci : { $what }
studio-says-number-equal = portent le numéro { $what }
studio-says-number-least = portent le numéro { $what } ou un plus grand
studio-says-number-less = portent un numéro au-dessous de { $what }
studio-says-number-more = portent un numéro au-dessus de { $what }
studio-says-number-most = portent le numéro { $what } ou un plus petit
studio-says-or = ou
studio-says-reachable-no = ne reçoivent pas de courrier
studio-says-reachable-yes = reçoivent le courrier
studio-says-source-no = ne sont pas venus par { $what }
studio-says-source-yes = sont venus par { $what }
studio-says-spend-equal = ont dépensé exactement { $what }
studio-says-spend-least = ont dépensé { $what } ou plus
studio-says-spend-less = ont dépensé moins de { $what }
studio-says-spend-more = ont dépensé plus de { $what }
studio-says-spend-most = ont dépensé { $what } ou moins
studio-says-state-no = ont une autre adhésion que « { $what } »
studio-says-state-yes = ont l’adhésion « { $what } »
studio-says-tag-no = ne portent pas l’étiquette { $what }
studio-says-tag-yes = portent l’étiquette { $what }
studio-says-tenure-equal = se sont inscrits il y a { $what } jour pour jour
studio-says-tenure-least = sont membres depuis { $what } ou plus
studio-says-tenure-less = sont membres depuis moins de { $what }
studio-says-tenure-more = sont membres depuis { $what } ou plus
studio-says-tenure-most = sont membres depuis moins de { $what }
studio-says-ticket-no = n’ont pas de billet pour { $what }
studio-says-ticket-yes = ont un billet pour { $what }
studio-says-tier-no = n’ont pas la formule { $what }
studio-says-tier-yes = ont la formule { $what }
studio-says-weeks =
    { $n ->
         [one] { $n } semaine
        *[other] { $n } semaines
    }
studio-says-years =
    { $n ->
         [one] { $n } an
        *[other] { $n } ans
    }
studio-segment-delete = Supprimer ce segment
studio-segment-first = Les premiers
studio-segment-intertwined = Cette ligne est trop imbriquée pour des cases. Changez-la comme ligne.
studio-segment-line = La même chose en une ligne
studio-segment-meaning = Qui ils sont
studio-segment-name = Nom
studio-segment-name-wrong = Un nom de { $n } caractères au plus.
studio-segment-new = Nouveau segment
studio-segment-nobody = Personne n’y répond.
studio-segment-row-wrong = Complétez les lignes qui ne disent encore rien, ou enlevez-les.
studio-segment-show = Montrer
studio-segment-who = Qui en fait partie
studio-segments-empty = Pas encore de segment
studio-segments-empty-what = Dites une fois qui ils sont, et retrouvez-les avec leur nombre du jour.
studio-segments-what = Des membres qui ont quelque chose en commun, comptés à l’instant.
