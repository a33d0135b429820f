# paying members of another system
studio-adopt = Reprendre les membres payants
studio-adopt-what = Ceux qui paient par l’ancien système paient sur votre propre compte Stripe. Le club lit ce qui y est encaissé et en fait des adhésions ; dès lors, chaque renouvellement se règle ici. Rien n’est jamais modifié chez Stripe, personne ne ressaisit sa carte, et tout peut être annulé.
studio-adopt-of = Lecture du { $date }
studio-adopt-unread = Rien ne peut être lu ici.
studio-adopt-unread-off = Les paiements sont coupés. La personne qui tient le serveur met payments = "stripe" et les clés de ce club dans club.toml ; le compte peut alors être lu.
studio-adopt-unread-sandbox = Ce club encaisse un argent d’essai à lui, et il n’y a pas de compte Stripe derrière. La personne qui tient le serveur met payments = "stripe" et les clés dans club.toml ; une clé d’essai suffit pour voir.
studio-adopt-unread-asleep = Ce club a été restauré d’une archive et dort : il ne demande rien à personne avant d’être réveillé.
studio-adopt-unread-key = Stripe ne peut pas être interrogé : { $why }
studio-adopt-unread-silent = Stripe ne répond pas. Rien n’a été commencé ; réessayez dans un moment.
studio-adopt-open = Elle a été commencée et attend la suite.
studio-adopt-go-on = Continuer
studio-adopt-read = Lire le compte Stripe
studio-adopt-read-then = Tous les abonnements qui courent sont lus, cent à la fois, avec le nom et l’adresse de qui paie. Rien n’est écrit chez Stripe, et aucun membre ne change avant que vous le disiez.
studio-adopt-read-go = Lire les abonnements
studio-adopt-state-reading = Lecture en cours
studio-adopt-state-read = Attend les formules
studio-adopt-state-rehearsing = En répétition
studio-adopt-state-rehearsed = Répétée
studio-adopt-state-running = Reprise en cours
studio-adopt-state-done = Reprise faite
studio-adopt-state-undoing = Annulation en cours
studio-adopt-state-undone = Annulée
studio-adopt-progress = Où cela en est
studio-adopt-read-so-far =
    { $n ->
        [one] Un abonnement lu jusqu’ici.
       *[other] { $n } abonnements lus jusqu’ici.
    }
studio-adopt-so-far = { $done } sur { $total }
studio-adopt-reading-leave = Vous pouvez quitter cette page ; le travail continue. Quand Stripe demande de la patience, il attend puis reprend.
studio-adopt-prices = Que veulent dire les anciens prix ?
studio-adopt-prices-what = Choisissez une formule de ce club pour chaque prix, ou laissez-le. Ce qui est proposé coûte autant ou porte le même nom. Chacun continue de payer ce qu’il paie, quel que soit le prix de la formule ici.
studio-adopt-prices-none = Aucun prix trouvé : rien n’est encaissé régulièrement sur ce compte par un autre système.
studio-adopt-price = { $product }, { $price }
studio-adopt-no-name = Sans nom
studio-adopt-leave = Laisser
studio-adopt-payers =
    { $n ->
        [one] Un abonnement.
       *[other] { $n } abonnements.
    }
studio-adopt-per-month = { $sum } par mois
studio-adopt-per-year = { $sum } par an
studio-adopt-unpriced =
    { $n ->
        [one] Un autre abonnement paie plusieurs choses à la fois, ou vient d’un club de ce programme. La répétition dit lequel.
       *[other] { $n } autres abonnements paient plusieurs choses à la fois, ou viennent d’un club de ce programme. La répétition dit lesquels.
    }
studio-adopt-sharing =
    { $n ->
        [one] Sur un abonnement, une autre application prélève une part de chaque paiement. La reprise n’y change rien ; demandez à l’ancien système d’arrêter ses frais avant de le déconnecter.
       *[other] Sur { $n } abonnements, une autre application prélève une part de chaque paiement. La reprise n’y change rien ; demandez à l’ancien système d’arrêter ses frais avant de le déconnecter.
    }
studio-adopt-rehearse = Répéter
studio-adopt-nothing-yet = Rien n’a encore été modifié.
studio-adopt-becoming = Deviennent des adhésions
studio-adopt-becoming-none = Aucun, avec les choix actuels.
studio-adopt-left = Restent comme ils sont
studio-adopt-sample = { $price }, période jusqu’au { $until }
studio-adopt-sample-unpriced = période jusqu’au { $until }
studio-adopt-then = Ces adhésions commencent ici comme elles sont chez Stripe, payées jusqu’au jour que dit Stripe. Chacune est relue juste avant. Les nouveaux n’ont rien accepté et ne reçoivent aucune nouvelle avant votre accord. Dès lors, renouvellements, échecs de paiement et résiliations se règlent ici. Tout peut être annulé.
studio-adopt-go =
    { $n ->
        [one] Reprendre celui-ci
       *[other] Reprendre ces { $n }
    }
studio-adopt-to-steps = Aux étapes pour quitter l’ancien système
studio-adopt-mail-what =
    { $n ->
        [one] Une nouvelle personne n’a rien accepté ici. Elle ne reçoit de nouvelles que si vous le permettez, et alors seulement avec son propre accord.
       *[other] { $n } nouvelles personnes n’ont rien accepté ici. Elles ne reçoivent de nouvelles que si vous le permettez, et alors seulement avec leur propre accord.
    }
studio-adopt-undo = Annuler
studio-adopt-undo-what = Les adhésions qui en sont nées prennent fin ici, et chacun se retrouve comme avant. Stripe n’en sait rien et continue d’encaisser. Ce qui a changé depuis est laissé et listé : renouvelé, résilié ou échangé par le fan.
studio-adopt-undo-go =
    { $n ->
        [one] Annuler cette reprise
       *[other] Annuler ces { $n } reprises
    }
studio-adopt-kept-none = Tout a été repris en arrière.
studio-adopt-kept-what = Ceux-ci ont changé depuis et restent comme ils sont.
studio-adopt-kept-ended = fini depuis
studio-adopt-kept-renewed = renouvelé depuis, avec un paiement qui reste dans les comptes
studio-adopt-kept-tier = autre formule ou autre prix depuis
studio-adopt-kept-leaving = résilié ou repris depuis
studio-adopt-kept-grace = un paiement a échoué ou est venu depuis
studio-adopt-kept-member = le membre reste : venu, ou modifié par quelqu’un, depuis
studio-adopt-kept-name = nom
studio-adopt-kept-birth-date = date de naissance
studio-adopt-kept-country = pays
studio-adopt-kept-email-state = état de l’adresse
studio-adopt-kept-fields = champs
studio-adopt-kept-joined-at = jour d’entrée
studio-adopt-kept-language = langue
studio-adopt-kept-note = note
studio-adopt-kept-state = état
studio-adopt-kept-stripe-customer = client Stripe
studio-adopt-kept-stripe-subscription = abonnement Stripe

studio-adopt-outcome-by-customer = trouvé par le client Stripe
studio-adopt-why-by-customer = Le fichier du membre ou un achat antérieur nomme ce client.
studio-adopt-outcome-by-email = trouvé par l’adresse e-mail
studio-adopt-why-by-email = Un membre a l’adresse que Stripe connaît ; il est relié au client.
studio-adopt-outcome-new =
    { $n ->
        [one] devient un nouveau membre
       *[other] deviennent de nouveaux membres
    }
studio-adopt-why-new = Personne ici n’a cette adresse. L’entrée date du jour du premier paiement, sans aucun accord, et sans nouvelles avant le vôtre.
studio-adopt-remark-leaving =
    { $n ->
        [one] L’un d’eux a été résilié chez Stripe et finit avec sa période.
       *[other] { $n } d’entre eux ont été résiliés chez Stripe et finissent avec leur période.
    }
studio-adopt-remark-failing =
    { $n ->
        [one] L’un d’eux doit sa dernière période : il commence en sursis et finit avec lui, sauf si Stripe encaisse.
       *[other] { $n } d’entre eux doivent leur dernière période : ils commencent en sursis et finissent avec lui, sauf si Stripe encaisse.
    }
studio-adopt-remark-trial =
    { $n ->
        [one] L’un d’eux est à l’essai et paie pour la première fois à la fin.
       *[other] { $n } d’entre eux sont à l’essai et paient pour la première fois à la fin.
    }
studio-adopt-outcome-held = a déjà une adhésion ici
studio-adopt-why-held = L’adhésion ici reste comme elle est. Si les deux sont payées, résiliez l’une des deux chez Stripe ou ici.
studio-adopt-outcome-second = second abonnement de la même personne
studio-adopt-why-second = Une personne, une adhésion : le plus récent le devient. Résiliez l’autre chez Stripe, sinon la personne paie deux fois.
studio-adopt-outcome-no-email = sans adresse e-mail
studio-adopt-why-no-email = Stripe ne connaît pas d’adresse, et aucun membre n’a ce client. Saisissez-en une chez le client dans Stripe, puis relisez.
studio-adopt-outcome-bad-email = pas une adresse e-mail
studio-adopt-why-bad-email = Ce que Stripe a comme adresse n’en est pas une. Corrigez-la chez le client dans Stripe, puis relisez.
studio-adopt-outcome-shut-out = banni ici, ou sur le départ
studio-adopt-why-shut-out = Le membre est banni ou a demandé son effacement, et paie quand même. Résiliez l’abonnement chez Stripe, ou laissez revenir la personne.
studio-adopt-outcome-several-items = plusieurs prix à la fois
studio-adopt-why-several-items = Un seul abonnement paie plusieurs choses, et une adhésion est d’une formule. Séparez-le chez Stripe, ou arrêtez-le là-bas et laissez la personne adhérer ici.
studio-adopt-outcome-several = plusieurs fois le même
studio-adopt-why-several = Une quantité de deux ou plus : un cadeau ou un groupe. Une adhésion est à une personne. Il continue chez Stripe comme il est.
studio-adopt-outcome-no-amount = prix sans montant fixe
studio-adopt-why-no-amount = Le montant dépend de la consommation, ou la monnaie est inconnue ici. Il reste comme il est.
studio-adopt-outcome-period = autre période que le mois ou l’an
studio-adopt-why-period = Ici, les adhésions se paient par mois ou par an. Il continue chez Stripe comme il est.
studio-adopt-outcome-long-unpaid = dû depuis plus longtemps que le sursis
studio-adopt-why-long-unpaid = La dernière période n’a jamais été payée, et le sursis de ce club est passé. Quand Stripe aura encaissé, relisez.
studio-adopt-outcome-unpaid = jamais commencé, ou abandonné par Stripe
studio-adopt-why-unpaid = Rien n’est encaissé. Quand ce sera le cas, relisez.
studio-adopt-outcome-paused = en pause chez Stripe
studio-adopt-why-paused = Stripe n’en tire aucun paiement avant que quelqu’un le reprenne là-bas. Relisez ensuite.
studio-adopt-outcome-gone = fini depuis la lecture
studio-adopt-why-gone = Stripe dit que c’est fini.
studio-adopt-outcome-changed-since = autre prix depuis la répétition
studio-adopt-why-changed-since = La personne a changé entre-temps ce qu’elle paie. Relisez pour le voir.
studio-adopt-outcome-price-left = prix laissé
studio-adopt-why-price-left = Aucune formule n’a été choisie pour ce qui est payé. Il continue chez Stripe comme il est.
studio-adopt-outcome-another-club = d’un autre club sur le même compte
studio-adopt-why-another-club = Un autre club de ce programme l’a commencé.
studio-adopt-outcome-own = déjà de ce club
studio-adopt-why-own = Commencé ici, ou repris auparavant. Reprendre deux fois ne change rien.

studio-adopt-watch = Suivi une fois par jour
studio-adopt-watch-what = Jusqu’au { $until }, le club compare ce que Stripe encaisse avec le fichier des membres, en lisant seulement.
studio-adopt-watch-not-yet = Le premier regard suit dans la journée.
studio-adopt-watch-fine = Stripe et le fichier des membres concordent
studio-adopt-compared = Comparé le { $date }
studio-adopt-compare = Comparer maintenant
studio-said-adopt-comparing = Les deux côtés sont comparés. Revenez voir dans un instant.
studio-adopt-at-stripe = Chez Stripe
studio-adopt-paid-here = Payé, selon ce qui est noté ici
studio-adopt-paid-there = Payé, selon Stripe
studio-adopt-since = Vu depuis
studio-adopt-nobody = Personne
studio-adopt-nothing = Rien
studio-adopt-difference-only-there =
    { $n ->
        [one] Une personne paie chez Stripe et n’a pas d’adhésion ici
       *[other] { $n } personnes paient chez Stripe et n’ont pas d’adhésion ici
    }
studio-adopt-helps-only-there = Relisez le compte et reprenez-les, ou résiliez l’abonnement chez Stripe.
studio-adopt-difference-new-there =
    { $n ->
        [one] Un abonnement commencé par l’ancien système depuis la reprise
       *[other] { $n } abonnements commencés par l’ancien système depuis la reprise
    }
studio-adopt-helps-new-there = L’ancien système prend encore des inscriptions. Arrêtez-les là-bas, puis relisez et reprenez ceux-ci.
studio-adopt-difference-price =
    { $n ->
        [one] Une personne paie un autre prix que celui noté ici
       *[other] { $n } personnes paient un autre prix que celui noté ici
    }
studio-adopt-helps-price = Quelqu’un a changé l’abonnement chez Stripe ou dans l’ancien système. Laissez la personne choisir la formule ici, ou remettez le prix là-bas.
studio-adopt-difference-only-here =
    { $n ->
        [one] Une adhésion court ici et a pris fin chez Stripe
       *[other] { $n } adhésions courent ici et ont pris fin chez Stripe
    }
studio-adopt-helps-only-here = La comparaison de la nuit les termine. Ce qui reste demain, Stripe ne le connaît pas : terminez l’adhésion à la main.
studio-todo-adopt =
    { $n ->
        [one] Une différence entre Stripe et les membres repris
       *[other] { $n } différences entre Stripe et les membres repris
    }
studio-todo-adopt-more = Le regard quotidien après la reprise l’a trouvée.
studio-todo-adopt-go = Voir

studio-adopt-before = Ce qui a été lu jusqu’ici
studio-adopt-found = Abonnements
studio-adopt-steps = Quitter l’ancien système
studio-adopt-steps-what = Dans cet ordre. Cochez ce qui est fait ; le nom et le jour sont gardés.
studio-adopt-tick = Fait
studio-adopt-untick = Pas fait
studio-adopt-ticked = { $name }, { $date }
studio-adopt-step-export = Tirer un dernier export
studio-adopt-do-export = Téléchargez tout ce que l’ancien système donne : membres, articles, paiements. Apportez d’abord le fichier des membres ici, pour que chacun soit trouvé par son client Stripe.
studio-adopt-step-stop-sign-ups = Y arrêter les inscriptions
studio-adopt-do-stop-sign-ups = Cachez ses formules et sa caisse, et mettez un lien vers les formules de ce club. Ce qu’il vend désormais devra être repris à nouveau.
studio-adopt-step-leave-running = Laisser courir les abonnements
studio-adopt-do-leave-running = N’y résiliez rien, et ne supprimez ni offres ni prix : un abonnement fini ne peut pas être repris, et la personne devrait ressaisir sa carte.
studio-adopt-step-webhook = Faire que Stripe prévienne ce club
studio-adopt-do-webhook = Dans Stripe, Développeurs, Webhooks : ajoutez { $address }. `stagedoor doctor` nomme les événements et dit s’ils arrivent.
studio-adopt-step-portal = Ouvrir le portail client de Stripe
studio-adopt-do-portal = Dans Stripe, Paramètres, Billing, Portail client : les fans y changent de carte. Résilier et changer de formule se fait ici. Sans le portail, qui veut changer de carte lit que le service de paiement ne répond pas.
studio-adopt-step-tell-members = Prévenir les membres
studio-adopt-do-tell-members = Écrivez depuis l’ancien système, qui peut encore leur écrire : où se trouve le club, que l’on entre avec la même adresse, que rien n’est prélevé deux fois, et quel nom figure sur le relevé.
studio-adopt-step-let-mail-out = Laisser partir le courrier
studio-adopt-do-let-mail-out = Les nouveaux ne reçoivent rien avant votre accord, sur la page de la reprise.
studio-adopt-step-first-renewal = Voir arriver un premier renouvellement
studio-adopt-do-first-renewal = Parmi les commandes, une d’un membre repris, payée et livrée. Les nouvelles de Stripe arrivent donc ici.
studio-adopt-step-disconnect = Déconnecter l’ancienne application
studio-adopt-do-disconnect = Dans Stripe, Paramètres, Applications installées ou connectées. En tout dernier : d’ici là, l’ancien système peut encore lire et encaisser sur votre compte. Ses webhooks partent avec lui.

studio-journal-adoption-reading = A commencé à lire le compte Stripe
studio-journal-adoption-begun = A commencé à reprendre des membres payants
studio-journal-adoption-done = Membres payants repris
studio-journal-adoption-undone = A annulé une reprise de membres payants
studio-journal-adoption-mail-let-out = A laissé partir le courrier aux membres repris
studio-journal-adoption-compared = Membres repris comparés avec Stripe
studio-journal-membership-adopted = Une adhésion de l’ancien système continue ici
studio-journal-membership-given-up = Une adhésion reprise a été rendue

# customers at Stripe that a member file named
studio-import-lookups = Clients chez Stripe
studio-import-lookups-what = Chaque client nommé par le fichier est demandé à Stripe, quelques-uns par seconde, en lisant seulement. Ceux qui existent sont reliés, pour que personne ne devienne client une seconde fois.
studio-import-lookup-known =
    { $n ->
        [one] Un est connu chez Stripe.
       *[other] { $n } sont connus chez Stripe.
    }
studio-import-lookup-missing =
    { $n ->
        [one] Un est inconnu chez Stripe, ou y a été supprimé.
       *[other] { $n } sont inconnus chez Stripe, ou y ont été supprimés.
    }
studio-import-lookup-other-address =
    { $n ->
        [one] Un est connu chez Stripe par une autre adresse.
       *[other] { $n } sont connus chez Stripe par une autre adresse.
    }
studio-import-doubt-missing = Stripe ne connaît pas ce client
studio-import-doubt-other-address = autre adresse chez Stripe
