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
studio-club-fields = Vos propres champs
studio-club-fields-empty = Pas encore de champ à vous
studio-club-fields-empty-what = Une taille de tee-shirt, le premier concert, qui veut aider : tout ce que votre club retient de ses membres.
studio-club-fields-what = Ce que votre club retient de ses membres, en plus des noms et des adresses. On les trouve sur la page de chaque membre, dans les conditions, les importations et les exportations.
studio-consent-words = « { $words } »
studio-consent-words-from = « { $words } », depuis { $ip }
studio-courtesy = Accès offert
studio-courtesy-end = Y mettre fin maintenant
studio-courtesy-end-at = Jusqu’au
studio-courtesy-end-at-help = Vide : sans fin.
studio-courtesy-endless = { $tier } sans fin, offert par { $by }
studio-courtesy-give = Offrir
studio-courtesy-past = Une date à venir, ou rien.
studio-courtesy-reason = Pourquoi
studio-courtesy-tier-missing = Choisissez un palier.
studio-courtesy-until = { $tier } jusqu’au { $date }, offert par { $by }
studio-courtesy-what = Il ne coûte rien, ne prend aucune place du palier et n’envoie pas de courriel. Qui paie une adhésion a le palier de celle-ci tant qu’elle dure.
studio-field-choice-used =
    { $n ->
        [one] Un membre a « { $choice } ». Changez-le d’abord chez lui, ou gardez la réponse.
       *[other] { $n } membres ont « { $choice } ». Changez-le d’abord chez eux, ou gardez la réponse.
    }
studio-field-choices = Réponses
studio-field-choices-help = Seulement pour un choix. Une par ligne, dans cet ordre.
studio-field-choices-twice = Chaque réponse une seule fois.
studio-field-choices-wrong = Au moins une réponse et au plus { $n }, chacune de { $long } caractères au plus.
studio-field-kind = Type
studio-field-kind-choice = Choix
studio-field-kind-date = Date
studio-field-kind-help = Il ne change plus une fois le champ créé.
studio-field-kind-number = Nombre
studio-field-kind-text = Texte
studio-field-kind-yes-no = Oui ou non
studio-field-name = Nom
studio-field-name-missing = Un nom de { $n } caractères au plus.
studio-field-name-taken = Un autre champ porte ce nom.
studio-field-new = Nouveau champ
studio-field-order = Ordre
studio-field-remove = Supprimer ce champ
studio-field-remove-then =
    { $n ->
        [0] Aucun membre n’a rien dans ce champ.
        [one] La valeur d’un membre disparaît avec lui.
       *[other] Les valeurs de { $n } membres disparaissent avec lui.
    } Plus personne ne remplit alors les conditions qui le demandent. Vous pouvez revenir en arrière pendant dix minutes.
studio-field-too-many = Un club a au plus { $n } champs à lui.
studio-field-up = Monter
studio-field-values = Membres avec une valeur
studio-field-word = Dans les conditions
studio-field-wrong-choice = Choisissez l’une des réponses.
studio-field-wrong-date = Un jour comme 2026-01-31.
studio-field-wrong-number = Un nombre comme 180 ou 1,5, avec six décimales au plus.
studio-journal-segment-deleted = A supprimé un segment
studio-journal-segment-saved = A enregistré un segment
studio-member-address-bounced = Du courriel est revenu
studio-member-address-complained = S’est plaint d’un courriel
studio-member-address-state = Son adresse
studio-member-phone = Téléphone
studio-member-postal = Dernier envoi à
studio-member-since-then = { $what }, depuis le { $date }
studio-member-spent = Dépensé
studio-member-suppressed = Rien n’est envoyé, car
studio-member-tickets = Billets pour
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
studio-says-field-equal = ont exactement { $what } sous « { $field } »
studio-says-field-least = ont { $what } ou plus sous « { $field } »
studio-says-field-less = ont moins de { $what } sous « { $field } »
studio-says-field-more = ont plus de { $what } sous « { $field } »
studio-says-field-most = ont { $what } ou moins sous « { $field } »
studio-says-field-no = n’ont pas { $what } sous « { $field } »
studio-says-field-yes = ont { $what } sous « { $field } »
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
studio-says-no-consent = Aucun consentement ne s’appelle { $what }.
studio-says-no-country = { $what } n’est pas le code d’un pays.
studio-says-no-event = Aucun événement ne s’appelle { $what }.
studio-says-no-field = Aucun champ ne s’appelle { $what }.
studio-says-no-product = Aucun article ne s’appelle { $what }.
studio-says-no-tag = Personne ne porte l’étiquette { $what }.
studio-says-no-tier = Aucune formule ne s’appelle { $what }.
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
