# Tous les mots des pages que voient les fans. Un thème posé sur celui-ci peut dire chacun autrement.
# `n` choisit le pluriel, `count` est le même nombre écrit.

skip = Aller au contenu
nav = Principal
nav-home = Accueil
nav-posts = Archives
nav-search = Recherche
nav-tiers = Adhésion
nav-account = Votre compte
nav-join = Rejoindre ou se connecter
nav-cart = Panier
nav-more = Plus

demo-label = Démonstration
demo = Un club de démonstration : tout ici est inventé.
demo-mails = Son courrier
sandbox = Argent fictif : personne n’est débité.

pass = Votre adhésion
pass-nameless = Sans nom
pass-free = membre gratuit
pass-number = N° { $number }
pass-concerts = { $n ->
    [one] Un concert
   *[other] { $n } concerts
}
pass-since = Membre depuis le { $date }
pass-show = Voir la carte

foot-membership = Changer ou arrêter l’adhésion
foot-sign-in = Se connecter
foot-feed = Flux (RSS)
foot-studio = Studio

grace = Votre dernier paiement n’est pas passé. Tout reste ouvert jusqu’au { $date }.
grace-portal = Renouveler la carte

notice-signed-in = Vous voilà dans le club.
notice-signed-out = La session est terminée sur cet appareil.
notice-saved = Enregistré.
notice-comment-sent = Vos mots y sont.
notice-comment-deleted = Vos mots n’y sont plus.
notice-comment-reported = Merci. Quelqu’un va regarder.
notice-tier-opened = { $tier } vous est ouvert.
notice-tier-changed = Vous êtes maintenant dans { $tier }.
notice-cancelled = Arrêté. Tout reste ouvert jusqu’au { $date }.
notice-resumed = Votre adhésion continue.
notice-session-ended = La session est terminée sur cet appareil-là.
notice-sessions-ended = Toutes les autres sessions sont terminées.
notice-passkey-added = Votre clé d’accès est gardée. Connectez-vous avec elle la prochaine fois.
notice-passkey-removed = Cette clé d’accès n’ouvre plus rien ici. Votre appareil la propose peut-être encore ; supprimez-la là aussi.
notice-feed-renewed = Votre flux a une nouvelle adresse. L’ancienne ne marche plus.
notice-feed-revoked = Votre flux est fermé.
notice-code-sent = Un nouveau code est en route. Le précédent marche encore.
notice-move-asked = Deux lettres sont parties : à votre adresse et à { $email }. Dites oui dans les deux.
notice-move-given-up = Votre adresse reste la même.
notice-erasing = Vous êtes déconnecté et tout ce qui vous concerne est en train d’être effacé. Une dernière lettre le confirme.
notice-too-fast = C’était trop rapide, rien n’a été fait. Réessayez dans une minute.

# sortes de publications
kind-letter = Lettre
kind-letter-long = { $n ->
    [one] Lettre, une minute
   *[other] Lettre, { $n } minutes
}
kind-recording = Enregistrement
kind-pictures = Images
kind-pictures-many = { $n ->
    [0] Images
    [one] Une image
   *[other] { $n } images
}
kind-film = Film
kind-files = Fichiers
kind-files-many = { $n ->
    [0] Fichiers
    [one] Un fichier
   *[other] { $n } fichiers
}
kinds-letter = Lettres
kinds-recording = Enregistrements
kinds-pictures = Images
kinds-film = Films
kinds-files = Fichiers

# prix
price-free = Gratuit
price-month = { $price } par mois
price-year = { $price } par an
price-both = { $month } par mois ou { $year } par an
places-left = { $n ->
    [0] plus aucune place sur { $total }
    [one] il reste { $left } place sur { $total }
   *[other] il reste { $left } places sur { $total }
}

# accueil, archives, recherche
home-earlier = Avant
home-empty = Rien ici pour l’instant. { $artist } a les clés et arrive.
home-all = { $n ->
    [one] Les archives
   *[other] Les { $count } publications des archives
}
entry-listen = Écouter
entry-watch = Regarder
entry-look = Voir
entry-take = Les prendre
entry-read = Lire
entry-locked = Voir ce qui l’ouvre
entry-comments = { $n ->
    [one] Un membre a répondu
   *[other] { $count } membres ont répondu
}
invite = Adhésion
invite-from = dès { $price } par mois
invite-what = Ce que vous payez va à { $artist }, votre adresse aussi. Vous pouvez partir n’importe quel jour.
invite-see = Comparer les adhésions
pager = Pages
pager-newer = Plus récent
pager-older = Plus ancien
pager-page = Page { $number } sur { $of }
posts-title = Archives
posts-count = { $n ->
    [0] Rien pour l’instant
    [one] Une seule
   *[other] { $count }, la plus récente d’abord
}
posts-kinds = Sortes
posts-all = Tout
posts-empty = Rien de cette sorte pour l’instant.
search-title = Recherche
search-label = Mots à chercher
search-go = Chercher
search-help = Titres et textes de tout ce que vous pouvez voir.
search-found = { $n ->
    [0] Rien avec « { $query } »
    [one] Un résultat avec « { $query } »
   *[other] { $count } résultats avec « { $query } »
}
search-nothing = Essayez un mot plutôt que plusieurs, ou son début.

# une publication
post-for = Pour { $tier }
post-for-both = Pour { $first } et { $second }
post-edit = Modifier
post-files = À garder
post-beside = Avant et après
post-older = Avant
post-newer = Après
post-locked = fermé
player = Lecteur : { $title }
player-play = Lire
player-pause = Pause
player-position = Position
player-at = { $now } sur { $whole }
player-of = sur { $whole }
player-speed = Vitesse
player-download = Télécharger en { $format }
player-chapters = Chapitres
player-error = Le son s’est arrêté. La connexion est perdue, ou la session a pris fin ; relancez la lecture.
bar = En lecture
bar-close = Arrêter et fermer
film = Film : { $title }
film-apple = Les iPhone, iPad et Mac lisent ce film. La plupart des téléphones Android et Firefox ne le lisent pas.
film-few = Les téléphones et les navigateurs ne lisent pas ce film. Un lecteur sur ordinateur le lit.
film-download = Le télécharger
gallery = { $n ->
    [one] Une image
   *[other] { $n } images
}
gallery-large = Image { $number }, en grand
gallery-view = Images, en grand
gallery-of = { $number } sur { $total }
gallery-before = Image précédente
gallery-after = Image suivante
gallery-close = Fermer
reactions = Réactions
reaction-heart = Cœur
reaction-clap = Bravo
reaction-again = Encore

# ce que disent les membres
talk-note = Ce que disent les membres reste au club.
talk-count = { $n ->
    [0] Réponses
    [one] Une réponse
   *[other] { $count } réponses
}
talk-none = Personne n’a encore répondu.
talk-number = Membre { $number }
talk-artist = du club
talk-hidden = Caché jusqu’à ce que quelqu’un ait regardé.
talk-report = Signaler
talk-by = ce qu’a écrit { $who }
talk-delete = Supprimer le mien
talk-write = Répondre
talk-send = Envoyer
talk-empty = Rien n’est encore écrit ici.
talk-too-long = C’est trop long : { $n } signes au plus.
talk-too-fast = Vous venez d’envoyer quelque chose. Attendez une minute avant la suite.
talk-members = Ce sont les membres qui écrivent ici.
talk-join = Rejoindre
talk-sign-in = se connecter
talk-banned = Vous pouvez lire ici, mais pas écrire. Le club en a décidé ainsi ; vous pouvez lui écrire.
talk-closed = Rien ne s’ajoute plus ici.

# fermé
locked-picture = L’image s’ouvre avec le reste.
locked-flat = La vraie onde n’est pas envoyée avant l’ouverture, d’où cette ligne plate.
locked-open = Ouvert à tous
lock-line-tier = { $tier } l’ouvre
lock-line-members = Les membres l’ouvrent
lock-line-opens = S’ouvre pour vous le { $date }
lock-line-tenure = { $n ->
    [one] S’ouvre après un mois d’adhésion
   *[other] S’ouvre après { $n } mois d’adhésion
}
lock-line-age = À partir de { $n } ans
lock-line-some = Pour certains membres
lock-rest-recording = La suite est pour les membres, avec le texte qui va avec
lock-rest-letter = La suite est pour les membres
lock-rest-pictures = Les images sont pour les membres
lock-rest-film = Le film est pour les membres
lock-rest-files = Les fichiers sont pour les membres
lock-members = La suite est pour les membres, et l’adhésion est gratuite
lock-tenure = { $n ->
    [one] S’ouvre après un mois d’adhésion
   *[other] S’ouvre après { $n } mois d’adhésion
}
lock-opens-on = { $n ->
    [one] S’ouvre pour vous le { $date }, quand vous serez membre depuis un mois
   *[other] S’ouvre pour vous le { $date }, quand vous serez membre depuis { $n } mois
}
lock-age = Ouvert à partir de { $n } ans
lock-some = { $artist } garde ceci pour certains membres
lock-with = S’ouvre avec
lock-also-with = Aussi avec
lock-free = L’adhésion gratuite : une adresse e-mail, rien d’autre.
lock-get = Vous avez aussi
lock-get-posts = { $n ->
    [one] une autre publication qui s’ouvre avec
   *[other] { $count } autres publications qui s’ouvrent avec
}
lock-leaving = Pour arrêter
lock-leaving-how = N’importe quel jour, en deux gestes. Ce que vous avez payé reste ouvert jusqu’au bout.
lock-join = Rejoindre
lock-join-tier = Rejoindre { $tier } pour { $price }
lock-join-free = Rejoindre { $tier }, c’est gratuit
lock-compare = Comparer les adhésions
lock-sign-in = Je suis membre, me connecter
lock-wait = Il n’y a rien à faire et rien à payer : cela s’ouvre tout seul.
lock-age-how = Votre date de naissance en décide ; elle n’est jamais montrée.
lock-some-how = Lesquels, c’est l’artiste qui choisit ; cela ne s’achète pas.

# rejoindre
join-page = Rejoindre
join-title = Entrez, il fait plus chaud ici
join-about = { $n ->
    [0] Pas de publicité, pas d’autre propriétaire : ce que vous payez va à { $artist }, votre adresse aussi.
    [one] Une personne est dans le club. Pas de publicité, pas d’autre propriétaire : ce que vous payez va à { $artist }, votre adresse aussi.
   *[other] { $count } personnes sont dans le club. Pas de publicité, pas d’autre propriétaire : ce que vous payez va à { $artist }, votre adresse aussi.
}
join-note = Le code arrive par e-mail.
join-shut = Ce club ne peut pas envoyer d’e-mail en ce moment, donc personne ne peut le rejoindre. Revenez plus tard.
join-chosen = Se paie après le code, à la page suivante.
join-choose-again = Choisir autrement
join-go = Envoyez-moi le code
join-age = À partir de { $n } ans.
join-free = Vous commencez comme membre gratuit.
join-tiers = Voir toutes les adhésions
join-sign-in = Je suis membre, me connecter
field-email = Votre adresse e-mail
field-email-help = Nous envoyons six chiffres. Pas de mot de passe.
field-name = Nom que voient les autres membres
field-name-help = Peut rester vide.
field-birth = Date de naissance
field-birth-help = N’est montrée à personne.
field-birth-age = À partir de { $n } ans. N’est montrée à personne.
field-language = Langue de vos e-mails
field-country = Pays
field-country-none = Non précisé
field-time-zone = Fuseau horaire
field-time-zone-club = Celui du club ({ $zone })
field-time-zone-here = Prendre celui de ce navigateur : { $zone }
consents = Qu’est-ce qui peut vous parvenir ? Rien n’est coché pour vous.
consents-account = Qu’est-ce qui peut vous parvenir ?
consent-since = depuis le { $date }
error-email = Ce n’est pas une adresse e-mail complète. Il faut quelque chose avant et après le @.
error-email-missing = Il faut une adresse où envoyer le code.
error-name-long = Ce nom est trop long pour la carte. 60 signes y tiennent.
error-birth = Ce n’est pas une date lisible. Année, mois, jour.
error-birth-missing = Ce club demande une date de naissance.
error-birth-young = Ce club est ouvert à partir de { $n } ans. Rien n’a été gardé.
form-stale = Le formulaire est resté ouvert trop longtemps. Envoyez-le encore une fois.
form-too-fast = Trop de codes ont été demandés, pour cette adresse ou depuis votre connexion. Attendez dix minutes, puis renvoyez le formulaire.
toll-wait =
    { $n ->
        [one] Beaucoup de monde demande un code en ce moment. Rien de ce que vous avez tapé n’est perdu : attendez une seconde, puis renvoyez le formulaire.
       *[other] Beaucoup de monde demande un code en ce moment. Rien de ce que vous avez tapé n’est perdu : attendez { $n } secondes, puis renvoyez le formulaire.
    }
toll-work = Beaucoup de monde demande un code en ce moment. Votre navigateur résout une petite énigme, puis continue tout seul.
passkey-note = Ou sans code.
passkey-sign-in = Se connecter avec une clé d’accès
passkey-stale = C’était trop long. Essayez encore une fois.
passkey-unknown = Personne ne se connecte ici avec cette clé d’accès : elle a été retirée, ou elle sert ailleurs. Un code par e-mail marche toujours.
passkey-refused = Cette clé d’accès n’a pas été acceptée. Essayez encore une fois, ou prenez un code par e-mail.
passkey-too-many = Vous avez autant de clés d’accès qu’on peut en avoir ici. Retirez-en une d’abord.
passkey-given-up = Aucune clé d’accès n’a servi. Essayez encore une fois, ou prenez un code par e-mail.
passkey-known = Cet appareil a déjà une clé d’accès pour vous.
passkey-broken = Cela n’a pas marché. Vérifiez votre connexion et essayez encore une fois.
sign-in-title = Se connecter
sign-in-note = Pas de mot de passe à retenir.
sign-in-go = Envoyez-moi le code
sign-in-join = Pas encore membre ? Rejoindre
sign-in-shut = Ce club ne peut pas envoyer d’e-mail en ce moment, donc aucun code ne peut vous parvenir. Revenez plus tard.
code-title = Six chiffres
code-sent = Si { $email } appartient à un membre, un code est en route. Il marche jusqu’à { $time }.
code-sent-join = Un code est en route vers { $email }. Il marche jusqu’à { $time }.
code-note = Regardez aussi parmi les indésirables.
code-label = Le code reçu par e-mail
code-go = Se connecter
code-join = Rejoindre
code-resend = Envoyer un autre code
code-other-address = Prendre une autre adresse
code-wrong = { $n ->
    [one] Ce ne sont pas les bons chiffres. Encore un essai.
   *[other] Ce ne sont pas les bons chiffres. Encore { $n } essais.
}
code-expired = Ce code a expiré. Demandez-en un autre.
code-spent = Cinq essais manqués. Ce code est fermé ; demandez-en un autre.
code-other-browser = Le code ne marche que là où vous l’avez demandé : dans ce navigateur, sur cet appareil.
link-title = Se connecter à { $club }
link-about = Plus qu’un geste. Le lien marche une fois.
link-go = Se connecter
link-dead = Ce lien ne marche plus
link-dead-about = Il a servi, ou il est trop vieux. Un nouveau code prend une minute.
link-again = Demander un nouveau code
welcome-title = Bienvenue
welcome-label = Vous êtes dans { $club }
welcome-number = N° { $number }
welcome-since = Membre depuis le { $date }. Ce numéro est le vôtre et le reste.
welcome-open = { $n ->
    [0] Les publications paraîtront ici.
    [one] Une publication vous est ouverte.
   *[other] { $count } publications vous sont ouvertes.
}
welcome-account = Votre compte et votre carte

# adhésions et paiement
tiers-title = Adhésion
tiers-came-back = Rien n’a été payé et rien n’a été débité.
tiers-period = Payer
tiers-month = Au mois
tiers-year = À l’année
tiers-yours = La vôtre
tiers-included = Comprise dans toute adhésion
tiers-full = Plus de place
tiers-none = Il y a une seule adhésion, et elle est gratuite.
tiers-join-free = Commencer avec { $tier }
tiers-change = Passer à { $tier }
tiers-leaving = S’arrête n’importe quel jour, en deux gestes. L’argent va droit à { $artist }.
membership-renews = Se renouvelle le { $date }
membership-ends = S’arrête le { $date }, tout reste ouvert jusque-là
membership-resume = Continuer finalement
membership-portal = Carte et factures
membership-cancel = Arrêter l’adhésion
change-title = Passer à { $tier }
change-from = De
change-to = À
change-today = Aujourd’hui
change-nothing = Rien
change-unknown = Le prix de { $tier } pour le reste de la période, moins ce que vous avez payé
change-next = Prochain paiement
change-more = Tout ce que vous avez reste ouvert.
change-less = Ce qui s’ouvre avec { $tier } se referme quand le changement prend effet.
change-pay = Changer et payer { $amount }
change-go = Passer à { $tier }
change-back = Rester dans { $tier }
cancel-title = Arrêter { $tier }
cancel-then = { $tier } reste ouvert jusqu’au { $date } et ne se renouvelle pas. Vous restez membre gratuit avec votre numéro et gardez votre nom ici. Vous pouvez continuer à tout moment d’ici là.
cancel-reason = Que devrait savoir { $artist } ?
cancel-reason-help = Peut rester vide. Le club le lit.
cancel-go = Arrêter le { $date }
cancel-back = Rester
paying-title = Paiement
paying-waiting = Nous demandons à la banque
paying-waiting-about = Cela prend quelques secondes. La page continue d’elle-même.
paying-processing = Votre banque n’a pas encore répondu
paying-processing-about = Nous gardons votre place et vous écrirons ; vous pouvez fermer cette page.
paying-paid = { $item } est à vous
paying-paid-about = Payé. Ce qu’ouvre { $item } est ouvert maintenant.
paying-failed = Le paiement n’est pas passé
paying-failed-about = Rien n’a été débité. Votre banque peut dire pourquoi ; une autre carte peut marcher.
paying-expired = Le temps pour payer est passé
paying-expired-about = Rien n’a été débité et rien n’est réservé pour vous.
paying-refunded = La dernière place était partie
paying-refunded-about = Votre paiement est arrivé après la fin de la réservation. Vos { $amount } vous sont renvoyés.
paying-order = Commande
paying-retry = Réessayer
paying-look = Regarder maintenant
way-home = Vers l’accueil

# compte
account-title = Votre compte
account-membership = Adhésion
account-free = Vous êtes membre gratuit.
account-given-endless = Le club vous offre { $tier }, sans fin.
account-given-until = Le club vous offre { $tier } jusqu’au { $date }, { $time }.
account-tiers = Voir ce qu’ouvre une adhésion
account-change = Changer d’adhésion
account-card = Carte n° { $number }
account-orders = Commandes et reçus
account-profile = Vous
account-email = Votre adresse est { $email }.
account-mail = E-mails
account-feed = Votre flux
account-sessions = Appareils
account-passkeys = Clés d’accès
account-data = Vos données
account-data-about = Tout ce que le club garde sur vous, en fichiers.
account-copy-text = Une copie à lire
account-copy-json = Une copie pour machines (JSON)
account-erase = Tout faire effacer
account-address = Votre adresse
save-profile = Enregistrer
save-consents = Enregistrer ces choix
mail-bouncing = Les e-mails à { $email } reviennent. Les lettres attendent qu’un code de connexion arrive de nouveau.
mail-refused = Vous avez marqué les e-mails de ce club comme indésirables, il n’en envoie donc pas. Cocher une case ci-dessous recommence.
feed-about = Pour votre application de podcasts ou de lecture : ce que vous pouvez entendre et lire, en une adresse. Elle n’est qu’à vous ; qui l’a entend ce que vous entendez.
feed-url = Adresse de votre flux
feed-once = Copiez-la maintenant. Elle n’est montrée que cette fois.
feed-since = Un flux existe depuis le { $date }. Son adresse a été montrée une fois.
feed-make = Créer une adresse de flux
feed-renew = Créer une nouvelle adresse, fermer l’ancienne
feed-revoke = Fermer le flux
passkeys-about = Connectez-vous du doigt, du visage ou avec le code de votre appareil, au lieu d’un code par e-mail. Rien à retenir, et personne ne peut vous le soutirer.
passkey-nameless = Une clé d’accès
passkey-made = Créée le { $date }
passkey-used = utilisée le { $date }
passkey-backed-up = sauvegardée par le fabricant de votre appareil
passkey-elsewhere = créée pour une autre adresse, elle n’ouvre rien ici
passkey-rename = Renommer
passkey-remove = Retirer
passkey-label = Nom de la clé d’accès
passkey-label-help = Pour vous seul, pour la reconnaître parmi d’autres.
passkey-add = Créer une clé d’accès
passkey-no-script = Créer une clé d’accès demande des scripts, qui sont désactivés dans ce navigateur.
passkey-cannot = Ce navigateur ne connaît pas les clés d’accès. Un code par e-mail marche toujours.
session-this = celui-ci
session-unknown = Un navigateur
session-end = Déconnecter
session-times = Depuis le { $started }, vu le { $seen }
sessions-end = Se déconnecter partout ailleurs
sign-out = Se déconnecter ici
card-title = Carte de membre
card-name = Nom
card-tier = Adhésion
card-since = Depuis
card-concerts = Concerts
card-back = Retour à votre compte
orders-title = Commandes et reçus
orders-none = Rien d’acheté pour l’instant.
orders-line = N° { $number }, { $date }
orders-receipt = Reçu
order-paid = payée
order-waiting = pas encore payée
order-processing = en attente de la banque
order-partly-refunded = payée, en partie remboursée
order-refunded = remboursée
order-ended = jamais payée
receipt-title = Reçu { $number }
receipt-paid = Payé le { $date }, commande { $order }
receipt-sandbox = Argent fictif : ceci n’est pas un reçu.
receipt-from = De
receipt-to = À
receipt-lines = Ce qui a été acheté
receipt-what = Quoi
receipt-quantity = Nombre
receipt-amount = Montant
receipt-net = Hors taxe à { $rate }
receipt-tax = TVA { $rate }
receipt-total = Total
receipt-refund = Remboursé le { $date }, avoir { $note }
receipt-back = Toutes les commandes

unsubscribe-title = Arrêter ces lettres ?
unsubscribe-about = Vous aviez accepté :
unsubscribe-go = Les arrêter
unsubscribe-done = Arrêté
unsubscribe-done-about = Plus rien n’arrive au titre de :
unsubscribe-undo = Recommencer
unsubscribe-dead = Ce lien ne marche plus
unsubscribe-dead-about = Dans votre compte, vous choisissez ce qui peut vous parvenir.
unsubscribe-account = Vers votre compte
report-title = Signaler ceci ?
report-about = Quelqu’un du club regarde. Qui l’a écrit n’apprend pas qui l’a signalé.
report-reason = Qu’est-ce qui ne va pas ? Peut rester vide.
report-go = Signaler
report-back = Retour
report-again = Vous l’avez déjà signalé. Quelqu’un va regarder.

# quand quelque chose manque
error-403 = Pas d’ici
error-403-about = Il faut quelqu’un de connecté qui en ait le droit, et une page ouverte ici.
error-404 = Rien ici
error-404-about = L’adresse ne mène nulle part, ou ce qui était ici n’y est plus.
error-409 = Cela a changé entre-temps
error-409-about = Quelqu’un, peut-être vous dans une autre fenêtre, a été plus rapide. Regardez de nouveau avant de continuer.
error-429 = Trop vite
error-429-about = { $n ->
    [one] Réessayez dans une seconde.
   *[other] Réessayez dans { $n } secondes.
}
error-429-soon = Réessayez dans une minute.
error-500 = Quelque chose a cassé chez nous, pas chez vous
error-500-about = C’est noté et quelqu’un va réparer. Un paiement n’en est pas touché.
error-503 = Trop de monde à la fois
error-503-about = Le club est plein pour un moment. Réessayez dans quelques secondes.
error-reference = Référence { $reference }
error-search = Chercher dans les archives
error-again = Regarder de nouveau
message-already-member = Vous êtes déjà membre. Rien n’a été acheté une seconde fois.
message-tier-full = La dernière place est partie pendant que vous choisissiez. Rien n’a été débité.
message-payments-off = Ce club ne prend pas d’argent en ce moment.
message-provider-silent = Le service de paiement ne répond pas. Rien n’a été débité ; réessayez dans quelques minutes.
message-comment-gone = Ceci n’est plus sur la page.
sleep-title = De retour bientôt
sleep-about = Le club est en réparation. Cette page regarde de nouveau d’elle-même.
sleep-until = Le club est en réparation jusque vers { $time }. Cette page regarde de nouveau d’elle-même.

# Cart, checkout, order.
cart-title = Votre panier
cart-empty = Il est encore vide.
cart-held = La commande { $number } de { $total } est gardée pour vous jusqu’à { $time }.
cart-processing = Commande { $number } de { $total } : votre banque n’a pas encore répondu. Ce qu’elle garde reste à vous.
cart-held-look = Voir la commande
cart-line-gone = Quelque chose qui n’est plus en vente
cart-each = { $price } pièce
cart-left = { $n ->
    [one] Plus que { $left }
   *[other] Plus que { $left }
}
cart-quantity = Combien de { $name }
cart-set = Modifier
cart-take-out = Retirer
cart-holds-nothing = Le panier ne réserve rien. Dès que vous payez, tout ce qu’il contient est gardé le temps du paiement.
cart-sum = Somme
cart-country = Envoyé en
cart-country-none = Choisissez un pays
cart-code = Code de réduction
cart-reckon = Recalculer
cart-plus-sending = Plus l’envoi ; choisissez le pays pour en voir le prix.
cart-not-sent = Quelque chose dans le panier n’est pas envoyé dans ce pays.
cart-pay = Payer { $total }
cart-on = Vers le paiement, { $total }
cart-join = Ce club vend à ses membres. Adhérer est gratuit et prend une minute ; votre panier attend.
cart-mend = Quelque chose dans le panier n’est pas disponible ainsi. Modifiez-le ou retirez-le.
code-unknown = Ce code n’existe pas.
code-not-yet = Ce code vaut à partir du { $when }.
code-over = Ce code n’est plus valable.
code-used-up = Ce code a déjà servi autant de fois que possible.
code-used-by-you = Vous avez déjà utilisé ce code.
code-not-for-you = Ce code est pour d’autres membres.
code-nothing-fits = Ce code ne vaut pour rien dans ce panier.
sum-goods = Articles
sum-discount = Code
sum-sending = Envoi : { $zone }
sum-sending-free = offert
sum-total = À payer
problem-gone = N’est plus en vente.
problem-sold-out = Épuisé.
problem-fewer = Il n’en reste que { $n }.
problem-age = C’est à partir de { $n } ans.
problem-already-held = Vous l’avez déjà.
problem-members-only = Réservé aux membres.
problem-months =
    { $n ->
        [one] C’est pour les membres depuis plus d’un mois.
       *[other] C’est pour les membres depuis plus de { $n } mois.
    }
problem-not-for-you-tiers = Pour { $tiers }.
problem-not-for-you = Réservé à certains membres.
problem-opens-for-you = S’ouvre pour vous le { $when }.
problem-not-yet = En vente à partir du { $when }.
problem-over = La vente est terminée.
problem-at-most = Au plus { $n } par personne, achats précédents compris.
problem-unanswered = Une question est restée sans réponse. Retirez l’article et choisissez-le à nouveau.
problem-not-sent = N’est pas envoyé vers { $country }.
problem-on-its-own = Cela se renouvelle et s’achète seul.
problem-sum-changed = La somme est maintenant de { $total }. Appuyez encore si c’est bien cela.
problem-years =
    { $n ->
        [one] C’est pour les membres depuis plus d’un an.
       *[other] C’est pour les membres depuis plus de { $n } ans.
    }
checkout-title = Où l’envoyer
checkout-email-help = Votre commande, vos billets et le reçu y arrivent.
checkout-address = Envoyer à
checkout-hold = Tout est gardé pour vous pendant { $n } minutes à partir du moment où vous appuyez.
checkout-back = Retour au panier
address-name = Nom
address-line1 = Rue et numéro
address-line2 = Complément, si besoin
address-postcode = Code postal
address-city = Ville
address-region = État ou province, s’il y en a
address-phone = Téléphone
address-phone-help = Seulement pour le transporteur. Peut rester vide.
error-field-missing = Il le faut.
error-field-long = C’est trop long.
order-title = Commande { $number }
order-is-paid = Payée. Un message est parti à { $email }.
order-is-processing = Votre banque n’a pas encore répondu. Cela peut prendre des jours ; tout reste gardé, et nous vous écrivons.
order-is-waiting = Pas encore payée. Gardée pour vous jusqu’à { $time }.
order-is-partly-refunded = Payée. Une partie a été rendue.
order-is-refunded = L’argent vous revient.
order-is-ended = Jamais payée : rien n’a été débité et rien n’est gardé.
order-pay = Payer maintenant
order-let-go = Y renoncer
order-address = Envoyée à
order-join = Devenez membre avec la même adresse, et cette commande est dans votre compte.
line-ready = À vous
line-to-pack = Reste à emballer
line-packed = Emballé, part bientôt
line-partly-sent = En partie en route
line-sent = En route
line-partly-void = Une partie est à vous ; le reste a été annulé
line-void = Annulé : n’ouvre plus rien
line-called-off = N’a pas lieu ; l’argent vous revient
line-gone = N’est plus disponible ; l’argent vous revient
line-refunded = Repris ; l’argent vous revient
line-cancelled = Repris
line-waiting = En cours
line-look = Ouvrir
notice-in-cart = C’est dans votre panier.
notice-cart-full = Le panier est plein. Retirez d’abord quelque chose.
notice-cart-changed = Quelque chose n’est plus disponible ainsi. Rien n’a été commandé ; regardez ci-dessous.

# Events and tickets.
nav-events = Concerts
events-title = Concerts
events-none = Rien n’est annoncé pour le moment.
event-cancelled = annulé
event-cancelled-about = Cette soirée n’a pas lieu. Tous ceux qui ont payé sont remboursés.
event-times = portes { $doors }, début { $starts }
event-zone = Heure de { $zone }
event-over = Cette soirée est passée.
event-calendar = Ajouter au calendrier
event-tickets = Billets
event-no-tickets = Les billets ne sont pas en vente ici.
window-age = À partir de { $n } ans : { $when }, { $time }
window-everybody = Pour tous : { $when }, { $time }
window-tiers = Pour { $tiers } : { $when }, { $time }
window-some = Pour certains membres : { $when }, { $time }
window-members = Pour tous les membres : { $when }, { $time }
window-mine = C’est vous.
window-months =
    { $n ->
        [one] Pour les membres depuis plus d’un mois : { $when }, { $time }
       *[other] Pour les membres depuis plus de { $n } mois : { $when }, { $time }
    }
window-years =
    { $n ->
        [one] Pour les membres depuis plus d’un an : { $when }, { $time }
       *[other] Pour les membres depuis plus de { $n } ans : { $when }, { $time }
    }
event-how-many = Combien
event-names = Noms sur les billets
event-names-about = Comme sur la carte montrée à l’entrée.
event-others-empty = Laissez vides les lignes après votre dernier billet.
event-name = Billet { $n }
event-put = Mettre au panier
tickets-title = Vos billets
tickets-none = Pas encore de billets.
ticket-number = n° { $number }
ticket-void = Ce billet n’ouvre plus rien.
ticket-code = Code du billet { $number }, à faire lire à l’entrée
ticket-kind = Billet
ticket-holder = Nom
ticket-no = Numéro
ticket-about = Montrez ceci à l’entrée. Une fois ouvert, il s’ouvre encore ici sans réseau ; vous pouvez aussi l’imprimer.
ticket-event = À propos de la soirée
ticket-pdf = Le prendre en PDF
order-tickets-pdf = Tous les billets en PDF
receipt-pdf = Le prendre en PDF
receipt-credit-pdf = PDF
account-tickets = Vos billets

# la boutique
nav-shop = Boutique
shop-empty = Rien n’est en vente pour le moment.
shop-from = à partir de { $price }
shop-usually = Prix habituel
shop-your-price = Votre prix de membre.
shop-price-tier = { $price } avec { $tier }
shop-price-members = { $price } pour les membres
shop-price-some = { $price } pour certains membres
shop-only-tier = Pour les membres { $tier }
shop-only-members = Pour les membres
shop-sold-out = Épuisé
shop-quantity = Combien
shop-add = Mettre au panier
shop-at-most = { $n ->
    [one] Un par personne.
   *[other] { $most } au plus par personne.
}
shop-files-only = { $n ->
    [one] Un fichier à garder : vous pouvez le reprendre quand vous voulez.
   *[other] { $n } fichiers à garder : vous pouvez les reprendre quand vous voulez.
}
shop-files-too = { $n ->
    [one] Avec un fichier à garder, tout de suite.
   *[other] Avec { $n } fichiers à garder, tout de suite.
}
downloads-title = Vos fichiers
downloads-about = Ce que vous avez acheté reste ici. Reprenez-le quand vous voulez.
downloads-bought = Acheté le { $date }
downloads-none = Vous n’avez pas encore acheté de fichiers.
nav-experiences = Coulisses
account-bookings = Vos réservations
account-downloads = Vos fichiers
experiences-title = Coulisses
experiences-about = Venez plus près : des rendez-vous avec { $artist }, quelques places à chaque fois.
experiences-none = Aucun rendez-vous pour l’instant. { $artist } vous préviendra.
experience-at = { $day }, { $time }
experience-until = jusqu’à { $time }
experience-none-to-come = Aucune date à venir
experience-price = { $price } la place
experience-left = { $n ->
    [one] { $left } place restante
   *[other] { $left } places restantes
 }
experience-full = complet
experience-place = Où
experience-clock = Heure de
experience-per-place = Une place
experience-bring = Vous pouvez venir avec
experience-guests = { $n ->
    [0] personne d’autre
    [one] une personne
   *[other] { $n } personnes
 }
experience-age = Âge
experience-from-age = { $n } ans révolus, le jour même
experience-terms = Si vous ne pouvez pas venir
experience-book = Réserver
experience-when = Quelle date
experience-name = Votre nom, tel que l’équipe vous appellera
experience-guests-who = { $n ->
    [one] Qui vous accompagne (laissez vide si vous venez en solo)
   *[other] Qui vous accompagne (laissez vide ce qui ne sert pas)
 }
experience-guest = Accompagnant { $n }
experience-born = Votre date de naissance
experience-born-help = Seulement pour vérifier que vous aurez { $n } ans. Elle n’est pas conservée.
experience-guests-of-age = Toutes les personnes qui m’accompagnent auront au moins { $n } ans ce jour-là.
experience-into-cart = Mettre au panier
experience-cart-holds = Une place par personne. Le panier ne réserve rien : les places sont à vous une fois payées.
field-optional = (facultatif)
error-slot-missing = Choisissez une date.
error-slot-full = Il reste moins de places à cette date que de personnes nommées.
error-slot-held = Vous avez déjà des places à cette date.
error-guest-name = Un nom de 80 caractères au plus.
error-too-many-guests = Vous pouvez venir avec { $n } au plus.
error-answer = Il faut une réponse, de 300 caractères au plus.
error-born = Une date de naissance : jour, mois et année.
error-too-young = Il faut avoir { $n } ans le jour même.
error-guests-of-age = Tout le monde doit avoir { $n } ans le jour même.
error-agreed = Sans cet accord, pas de place.
bookings-title = Vos réservations
bookings-none = Vous n’avez encore rien réservé.
booking-booked = Réservé
booking-moved = Réservé, à la nouvelle date
booking-over = Passé
booking-given-up = Rendu
booking-cancelled = Annulé par l’artiste ; vous êtes remboursé
booking-agreed = Ce que vous avez accepté le { $date }
booking-calendar = Ajouter à votre agenda

# une autre adresse
address-new = Une autre adresse
address-help = Nous écrivons aux deux adresses. Le changement se fait quand les deux ont dit oui.
address-go = Passer à cette adresse
address-error-missing = Il faut une adresse où envoyer la lettre.
address-error-same = C’est l’adresse que vous avez.
address-waits = Vous passez à { $email }. Les deux adresses ont une lettre ; répondez aux deux avant le { $date }, { $time }.
address-agreed = a dit oui
address-asked = n’a pas encore répondu
address-give-up = Garder l’adresse que j’ai
move-title = Passer à une autre adresse ?
move-about = Votre compte chez { $club } appartiendra à { $email }.
move-go = Oui, changer
move-waits = Cette adresse a dit oui
move-waits-about = L’autre a aussi une lettre. Quand elle aura dit oui, votre compte passera à { $email }.
move-moved = C’est fait
move-moved-about = Désormais vous vous connectez avec { $email }, et les lettres y vont.
move-taken = Rien n’a changé
move-taken-about = Un autre membre a déjà { $email }.
move-dead = Ce lien ne fonctionne plus
move-dead-about = Il a servi, a été abandonné, ou il est trop vieux. Vous pouvez redemander dans votre compte.
move-account = Vers votre compte

# être effacé
erasure-title = Tout faire effacer
erasure-about = { $club } vous oublie : tout de suite, pour de bon, et aussi dans les sauvegardes remises plus tard.
erasure-then = Ce qui se passe alors
erasure-goes = Votre nom, adresse, date de naissance, accords, commentaires, appareils et toutes les lettres disparaissent. Personne ne peut les ramener, pas même vous.
erasure-membership = Votre adhésion prend fin maintenant.
erasure-refund-nothing = Ce qui a été payé n’est pas rendu.
erasure-refund-rest = Vous récupérez ce que vous avez payé pour le temps qui reste.
erasure-refund-whole = Vous récupérez votre dernier paiement.
erasure-to-come = { $n ->
    [one] Vous avez un billet ou une réservation à venir. Il reste valable sans votre nom : gardez d’abord sa page ou son code.
   *[other] Vous avez { $n } billets ou réservations à venir. Ils restent valables sans votre nom : gardez d’abord leurs pages ou codes.
}
erasure-to-send = { $n ->
    [one] Une commande n’est pas encore envoyée. Son adresse reste lisible jusque-là.
   *[other] { $n } commandes ne sont pas encore envoyées. Leurs adresses restent lisibles jusque-là.
}
erasure-papers = { $n ->
    [one] La loi veut que les papiers des commandes soient gardés : ils sont scellés une année civile encore, puis disparaissent aussi.
   *[other] La loi veut que les papiers des commandes soient gardés : ils sont scellés jusqu’à ce que { $n } années civiles soient passées, puis disparaissent aussi.
}
erasure-number = Votre numéro reste vide ; personne d’autre ne l’aura.
erasure-copy-first = Prenez d’abord une copie :
erasure-provider = M’effacer aussi chez le prestataire de paiement
erasure-provider-help = Les cartes gardées là-bas disparaissent. Ce que vous avez payé reste dans ses livres.
erasure-email = Votre adresse, encore une fois
erasure-email-help = Pour que personne ne le fasse par erreur.
erasure-email-wrong = Ce n’est pas l’adresse de ce compte.
erasure-go = Tout effacer
erasure-back = Garder mon compte

# sur demande ou invitation
notice-invitation-taken = Cette invitation ne fait plus entrer personne. Vous pouvez en donner une autre.
join-invited = Vous êtes invité.
join-invited-by = { $name } vous invite.
join-request-about = { $artist } fait entrer les gens l’un après l’autre. Répondez, prouvez votre adresse, et vous êtes dans la file.
join-invitation-about = On entre dans ce club sur invitation.
field-invitation = Code de votre invitation
field-invitation-help = Vingt lettres et chiffres, d’un lien ou sur papier. Sert une fois.
field-invitation-help-request = Peut rester vide. Avec lui, pas d’attente.
error-invitation = Cette invitation ne fait entrer personne : elle a servi, a été reprise, ou est mal recopiée.
error-invitation-missing = Personne n’entre ici sans invitation.
error-door-answer = Cette question attend une réponse.
queue-title = Vous êtes dans la file
queue-about = Vous êtes n° { $position } dans la file, depuis le { $date }.
queue-keep = Gardez cette adresse pour voir où cela en est. Une lettre arrive dès que vous êtes admis.
queue-in = Vous êtes admis
queue-in-about = Le club vous a fait entrer. La lettre a un lien, ou connectez-vous avec votre adresse.
queue-no = Pas cette fois
queue-no-about = Le club ne vous a pas fait entrer. Ce que vous lui avez dit est oublié à votre demande.
queue-sign-in = Se connecter
account-invitations = Vos invitations
account-invited-by = { $name } vous a invité.
invitations-left = { $n ->
    [0] Vous n’avez plus d’invitation à donner.
    [one] Il vous reste une invitation à donner.
   *[other] Il vous reste { $n } invitations à donner.
}
invitation-url = Envoyez ceci à une personne
invitation-once = Affiché seulement maintenant. Sur papier : { $code }
invitation-make = Faire une invitation
invitation-made = faite le { $date }
invitation-used = a servi
invitation-used-by = { $name } est entré
invitation-revoke = Reprendre
