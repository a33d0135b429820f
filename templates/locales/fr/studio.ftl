studio-account = Vous et ce studio
studio-account-factor = Second facteur
studio-account-sessions = Où vous êtes connecté
studio-acts = Ce qu’on peut faire
studio-all = Tout
studio-as-table = La même chose en tableau
studio-audience-everyone = Tout le monde
studio-audience-member = Tous les membres
studio-audience-tier = { $tier }
studio-audience-tier-up = { $tier } et plus
studio-cancel-lines = Reprendre quelque chose sans rembourser
studio-cancel-lines-go = Reprendre
studio-cancel-lines-what = Les billets sont annulés, les colis ne partent pas, la place est libre. L’argent reste ; le rendre est un acte à part.
studio-change = Changer
studio-code-again = Un autre code
studio-code-field = Les six chiffres du mail
studio-code-six = Six chiffres, comme dans le mail.
studio-code-spent = Ce code ne vaut plus, ou vient d’un autre navigateur. Demandez-en un autre.
studio-code-title = Six chiffres
studio-code-what = Si { $address } fait partie de l’équipe, un mail avec six chiffres est en route. Ils valent dix minutes, dans ce navigateur.
studio-code-wrong =
    { $n ->
         [one] Ce n’est pas le code. Il reste un essai.
        *[other] Ce n’est pas le code. Il reste { $n } essais.
    }
studio-codes-kept = Ils sont en lieu sûr
studio-codes-once = Chacun de ces codes sert une fois, quand votre téléphone n’est pas là. Ils s’affichent maintenant et plus jamais : imprimez-les ou notez-les.
studio-codes-title = Codes de secours
studio-coming-post = { $title } est publié
studio-coming-up = À venir
studio-comment-hidden = masqué
studio-condition = Condition
studio-condition-count =
    { $n ->
         [one] { $n } membre
        *[other] { $n } membres
    }
studio-condition-everyone = Ouvert à tous, connectés ou non.
studio-condition-means = Lu comme : { $line }
studio-condition-no-count = pas de compte
studio-condition-words = Vous pouvez utiliser :
studio-condition-wrong = À la lettre { $at } : attendu { $expected }.
studio-consent-never = Jamais
studio-consent-taken-back = Retiré
studio-consent-yes = Oui
studio-crew-email = E-mail
studio-crew-factor = Second facteur
studio-crew-invite = Inviter quelqu’un
studio-crew-invite-go = Envoyer l’invitation
studio-crew-invite-then = La personne reçoit un mail et se connecte avec six chiffres. Avant l’argent ou les fichiers, elle installe un second facteur.
studio-crew-known = Quelqu’un avec cette adresse travaille déjà ici.
studio-crew-name = Nom
studio-crew-name-missing = Un nom de { $n } caractères au plus.
studio-crew-revoke = Retirer l’accès
studio-crew-role = Rôle
studio-crew-role-of = Rôle de { $name }
studio-crew-roles = Ce que chaque rôle peut ouvrir
studio-crew-what = Qui travaille ici, et ce que chacun peut ouvrir.
studio-done-of = { $done } sur { $all }
studio-email-wrong = Ce n’est pas une adresse e-mail.
studio-error-about-broken = C’est noté pour la personne qui fait tourner le club. Avant de recommencer, regardez si votre dernier changement a été gardé.
studio-error-about-busy = Le club est débordé pour un instant. Rien n’a changé ; revenez en arrière et réessayez dans quelques secondes.
studio-error-about-forbidden = Votre rôle n’y donne pas accès. Un propriétaire du club peut le changer sous Équipe.
studio-error-about-form = Ce que la page a envoyé était incomplet. Rien n’a changé ; revenez en arrière, rechargez la page et recommencez.
studio-error-about-many = { $n ->
        [0] C’était trop souvent en peu de temps. Réessayez dans un instant.
        [one] C’était trop souvent en peu de temps. Réessayez dans une minute.
       *[other] C’était trop souvent en peu de temps. Réessayez dans { $n } minutes.
    }
studio-error-about-none = Cette adresse ne mène nulle part, ce qui s’y trouvait a disparu, ou votre rôle n’y donne pas accès.
studio-error-broken = Quelque chose s’est cassé ici, pas chez vous
studio-error-busy = Trop à la fois
studio-error-forbidden = Pas pour votre rôle
studio-error-form = Illisible
studio-error-home = Revenir à cette semaine
studio-error-many = Trop vite
studio-error-none = Rien ici
studio-error-reference = Référence { $reference }
studio-event-asked = Envoyé à la caisse, essai { $n }
studio-event-delivered = Livré : { $thing }
studio-event-ended = La réservation a pris fin sans paiement
studio-event-ordered = Commande écrite
studio-event-paid = Payé, { $amount }
studio-event-refund = Remboursement de { $amount } décidé
studio-event-refunded = { $amount } remboursés
studio-export-broke = Quelque chose a cassé pendant l’écriture. Vous pouvez redemander sans risque.
studio-export-by = Demandé par
studio-export-check = Comparez avec le fichier reçu : sha256sum sous Linux, shasum -a 256 sur Mac, Get-FileHash sous Windows.
studio-export-csv = CSV, pour les tableurs
studio-export-date = Quand
studio-export-download = Télécharger { $bytes }
studio-export-expected = Attendus
studio-export-expired = Effacé après un jour
studio-export-failed = Le fichier n’a pas été écrit. Il n’en reste rien.
studio-export-file = Fichier
studio-export-form = Forme du fichier
studio-export-go =
    { $n ->
         [one] Exporter { $n } fiche
        *[other] Exporter ces { $n } fiches
    }
studio-export-leave = Vous pouvez quitter cette page ; le fichier vous attend ici.
studio-export-new = Exporter les membres
studio-export-no-room = Le disque a trop peu de place pour ce fichier.
studio-export-not-written = Pas écrit
studio-export-over = Ce fichier a été effacé 24 heures après son écriture. Ses chiffres restent ici et dans le journal.
studio-export-progress = Lignes écrites
studio-export-proof = Preuve
studio-export-proved = Attendus { $expected }, écrits { $written }
studio-export-ready = Prêt
studio-export-so-far = { $written } lignes écrites sur { $expected }.
studio-export-state = État
studio-export-then =
    { $n ->
         [one] une ligne avec nom, adresse, formule et accords va
        *[other] { $n } lignes avec noms, adresses, formules et accords vont
    } dans un fichier privé sur ce serveur. Il est effacé après 24 heures, et le journal dit qui l’a demandé.
studio-export-until = Ici jusqu’au
studio-export-waiting = En écriture
studio-export-written = Écrits
studio-export-zip = Zip : le CSV et un manifeste qui le prouve
studio-exports-empty = Aucun export pour l’instant
studio-exports-empty-what = Le fichier des membres est à vous. Un export l’écrit en entier en CSV, dit combien de lignes étaient attendues et écrites, et donne la somme de contrôle.
studio-exports-what = Chacun avec son compte et sa somme de contrôle. Les fichiers sont effacés après 24 heures.
studio-factor-by-hand = Ou tapez cette clé à la main :
studio-factor-code = Les six chiffres de votre application
studio-factor-codes-left =
    { $n ->
         [0] Il ne reste aucun code de secours.
         [one] Il reste un code de secours.
        *[other] Il reste { $n } codes de secours.
    }
studio-factor-go = Continuer
studio-factor-lost = Pas de téléphone sous la main ? Un de vos codes de secours marche ici aussi.
studio-factor-off = Pas installé
studio-factor-on = Installé
studio-factor-on-go = Activer
studio-factor-picture = Code QR pour l’application d’authentification
studio-factor-prove = Prouver que ça marche
studio-factor-scan = Scannez ceci avec une application d’authentification
studio-factor-scan-what = Toute application de codes à usage unique convient. L’image est dessinée ici et n’est envoyée nulle part.
studio-factor-set-up = L’installer
studio-factor-title = Encore une fois, parce que ça compte
studio-factor-what = L’argent et les fichiers demandent un code frais de votre application d’authentification.
studio-factor-why = Les exports, les remboursements, l’équipe et les clés le demandent. Cela prend une minute.
studio-factor-wrong = Ce code ne convient pas. Attendez le suivant.
studio-factor-wrong-new = Ce code ne convient pas. Scannez la nouvelle image, l’ancienne ne vaut plus.
studio-find = Chercher
studio-find-and-account = Chercher, et votre compte
studio-find-what = Membre ou commande
studio-first-page = Première page
studio-history-agreed = A accepté : { $purpose }
studio-history-began = Début de { $tier }
studio-history-ended = Fin de { $tier }
studio-history-joined = Arrivée ({ $source })
studio-history-paid = Payé { $what }, { $amount }
studio-history-withdrew = A retiré : { $purpose }
studio-holds-banned = Exclu
studio-holds-free = Gratuit
studio-holds-grace = Paiement en échec
studio-holds-grace-until = Sursis jusqu’au { $date }
studio-holds-leaving = Part
studio-holds-leaving-on = Finit le { $date }
studio-holds-paying = Paie
studio-journal-by-crew = l’équipe
studio-journal-by-member = un membre
studio-journal-by-operator = en ligne de commande
studio-journal-by-system = tout seul
studio-journal-comment-ban = A exclu l’auteur d’un commentaire
studio-journal-comment-hide = A masqué un commentaire
studio-journal-comment-keep = A laissé un commentaire signalé
studio-journal-comment-show = A réaffiché un commentaire
studio-journal-crew-invited = A invité quelqu’un dans l’équipe
studio-journal-crew-recovery-code-used = A utilisé un code de secours
studio-journal-crew-revoked = A retiré un accès
studio-journal-crew-role-changed = A changé un rôle
studio-journal-crew-second-factor-set = A installé le second facteur
studio-journal-empty = Rien ne s’est encore passé.
studio-journal-look-changed = A changé l’apparence
studio-journal-look-reset = A remis l’apparence d’origine
studio-journal-member-banned = A exclu un membre
studio-journal-member-joined = Arrivée d’un membre
studio-journal-member-unbanned = A réadmis un membre
studio-journal-members-export-fetched = A récupéré le fichier des membres
studio-journal-members-export-requested = A demandé le fichier des membres
studio-journal-members-exported = A écrit le fichier des membres
studio-journal-order-disputed = Une banque a contesté un paiement
studio-journal-order-line-cancelled = A repris quelque chose
studio-journal-order-refunded = A remboursé
studio-journal-payment-doubled = Un second paiement est arrivé, il repart
studio-journal-refund-at-provider = Un remboursement a été fait chez Stripe
studio-journal-settings-changed = A changé les réglages
studio-journal-tier-changed = A changé une formule
studio-journal-tier-closed = A fermé une formule
studio-journal-tier-created = A ouvert une formule
studio-journal-tier-opened = A rouvert une formule
studio-journal-what = Ce qui a été fait, quand et par qui. Rien ici ne peut être modifié.
studio-key-find = Dans le champ de recherche
studio-key-new = Du nouveau sur cette page
studio-key-save = Enregistrer
studio-keys = Raccourcis
studio-kind-membership = Abonnements
studio-latest-posts = Derniers posts
studio-left-cancelled = { $n } résiliés
studio-left-other = { $n } autres
studio-left-refunded = { $n } remboursés
studio-left-unpaid = { $n } plus payés
studio-line-delivered = Livré { $time }
studio-line-gone = Épuisé, remboursé
studio-line-revoked = Repris
studio-line-trouble = En attente : { $error }
studio-line-void = Jamais payé
studio-line-waiting = En attente
studio-link-over = Ce lien a déjà servi ou est trop vieux.
studio-link-title = Entrez
studio-link-what = Un geste connecte ce navigateur.
studio-look-live = Mettre en ligne
studio-look-no-color = Une couleur s’écrit comme #11523c.
studio-look-pick = Choisir : { $what }
studio-look-preview = Aperçu de votre club avec ces réglages
studio-look-preview-what = La vraie page dans votre thème. Les fans voient la dernière version mise en ligne.
studio-look-reset = Revenir au thème d’origine
studio-look-summary = Thème « { $theme } ». Les fans voient la dernière version mise en ligne.
studio-look-try = Essayer dans l’aperçu
studio-look-unknown = Le thème ne connaît pas cela.
studio-look-unreadable = Sur { $against }, c’est { $is } pour 1 ; il faut { $needs } pour que tout le monde le lise.
studio-mail-code = Tapez ces six chiffres dans le navigateur où vous les avez demandés. Ils valent dix minutes.
studio-mail-code-link = Ou ouvrez le studio par ce lien
studio-mail-code-not-you = Si ce n’était pas vous, il ne se passe rien.
studio-mail-code-subject = { $code } ouvre le studio de { $club }
studio-mail-invited = { $by } vous demande dans l’équipe de { $club }, rôle : { $role }.
studio-mail-invited-how = Connectez-vous avec cette adresse : six chiffres arrivent par mail.
studio-mail-invited-subject = On vous demande dans l’équipe de { $club }
studio-mailing = Mail aux membres
studio-mailing-cancelled = Abandonné
studio-mailing-now =
    { $n ->
         [0] Personne à qui écrire
         [one] L’envoyer à { $n } membre
        *[other] L’envoyer à { $n } membres
    }
studio-mailing-pause = Mettre en pause
studio-mailing-paused = En pause
studio-mailing-progress = { $sent } sur { $expected } envoyés, { $failed } en échec.
studio-mailing-ready = Prêt
studio-mailing-resume = Reprendre
studio-mailing-sending = Part en ce moment
studio-mailing-sent = Envoyé
studio-mailing-test = M’envoyer un essai
studio-mailing-what = Personne n’a reçu de mail pour ce post.
studio-media-alt = Ce qu’on voit, pour qui ne le voit pas
studio-media-alt-help = Une phrase. Les lecteurs d’écran la disent, et elle s’affiche pendant le chargement.
studio-media-artist = De
studio-media-bytes = Taille
studio-media-caution = Prêt, pas sur tous les téléphones
studio-media-delete = Effacer { $bytes }
studio-media-delete-then = Le fichier et ses tailles réduites sont effacés du stockage. C’est définitif.
studio-media-delete-title = L’effacer
studio-media-duration = Durée
studio-media-facts = Faits
studio-media-failed = Inutilisable
studio-media-files = Fichiers
studio-media-films = Films
studio-media-name = Fichier
studio-media-none = Aucun fichier de ce genre.
studio-media-photos = Images
studio-media-processing = en préparation
studio-media-ready = Prêt
studio-media-since = Depuis
studio-media-size = Pixels
studio-media-sounds = Sons
studio-media-title = Titre
studio-media-type = Genre
studio-media-unused = Dans aucun post.
studio-media-used = Utilisé dans
studio-media-what = Les plus récents d’abord. Une image entre dans le texte d’un post par ![](asset:…), le reste se joint.
studio-media-words = Mots
studio-member-agreed = Accords
studio-member-agreed-nothing = Rien
studio-member-ban = Écarter quelqu’un
studio-member-ban-go = Exclure { $name }
studio-member-ban-then = Plus de connexion, plus rien pour les membres, et les commentaires restent masqués. Un abonnement en cours n’est pas remboursé par là.
studio-member-banned = Exclu
studio-member-banned-what = Cette personne ne peut pas se connecter.
studio-member-born = Naissance
studio-member-born-known = connue, jamais montrée
studio-member-born-unknown = non demandée
studio-member-comments = Commentaires
studio-member-country = Pays
studio-member-ends = Finit
studio-member-gone = Quelqu’un qui n’est plus là
studio-member-history = Histoire
studio-member-history-none = Rien pour l’instant.
studio-member-language = Langue
studio-member-last-seen = Dernier passage
studio-member-membership = Abonnement
studio-member-name = Nom
studio-member-next = Prochain paiement
studio-member-no = N° { $n }
studio-member-no-tier = Sans formule
studio-member-note = Note
studio-member-note-help = Visible par l’équipe seulement.
studio-member-number = N°
studio-member-only-they = Ces accords ne viennent que de { $name }.
studio-member-person = Personne
studio-member-since = Depuis
studio-member-state = État
studio-member-tag = Étiquette
studio-member-tags = Étiquettes
studio-member-tags-note = Étiquettes et note
studio-member-tier = Formule
studio-member-unban = Réadmettre
studio-members-all = Tous les membres
studio-members-choose = Cochez des lignes pour les étiqueter
studio-members-choose-one = Choisir { $name }
studio-members-choose-page = Choisir toute la page
studio-members-chosen = choisis
studio-members-count =
    { $n ->
         [0] Personne encore
         [one] { $n } personne
        *[other] { $n } personnes
    }
studio-members-empty = Personne pour l’instant
studio-members-empty-filter = Personne ne correspond. Enlevez un filtre.
studio-members-empty-what = Les membres apparaissent ici dès leur arrivée, avec numéro et date.
studio-members-export = Exporter
studio-members-found =
    { $n ->
         [one] { $n } sur { $all }
        *[other] { $n } sur { $all }
    }
studio-members-search = Nom, e-mail ou numéro
studio-members-show = Montrer
studio-members-shown = { $n } affichés sur { $found }
studio-menu = Menu
studio-nav-club = Voir le club
studio-nav-crew = Équipe
studio-nav-exports = Exports
studio-nav-house = Maison
studio-nav-journal = Journal
studio-nav-look = Apparence
studio-nav-media = Médias
studio-nav-members = Membres
studio-nav-orders = Commandes
studio-nav-people = Gens
studio-nav-posts = Posts
studio-nav-reports = Signalements
studio-nav-sell = Vendre
studio-nav-settings = Réglages
studio-nav-steps = Premiers pas
studio-nav-thumb = Pièces principales
studio-nav-tiers = Formules
studio-nav-week = Cette semaine
studio-nav-week-short = Semaine
studio-nav-words = Mots
studio-needs-nothing = Rien ne vous attend.
studio-needs-you = Vous attend
studio-next-page = Page suivante
studio-no = non
studio-none = Aucune
studio-not-now = Pas maintenant
studio-not-saved = Pas encore enregistré. Ce qui manque est indiqué à son champ.
studio-nothing-like-that = Rien de tel ici.
studio-older = Plus anciens
studio-order = Commande
studio-order-address = Envoyé à
studio-order-awaiting = Attend le paiement
studio-order-buyer = Acheté par
studio-order-check = Vérifier avec Stripe
studio-order-check-sandbox = Vérifier avec la caisse d’essai
studio-order-date = Date
studio-order-delivery = Livraison
studio-order-ended = Jamais payée
studio-order-held = Réservé jusqu’à
studio-order-history = Ce qui s’est passé
studio-order-lines = Ce qui a été acheté
studio-order-number = Commande { $n }
studio-order-paid = Payée
studio-order-payment = Paiement
studio-order-payments = Argent
studio-order-price = Prix
studio-order-quantity = Combien
studio-order-receipt = Reçu
studio-order-refund = Remboursement
studio-order-refunded = Avec remboursements
studio-order-state = État
studio-order-sum = Total
studio-order-tax = TVA
studio-order-test-money = Argent d’essai
studio-order-thing = Article
studio-order-undelivered = Payée, pas livrée
studio-order-what = Quoi
studio-orders-empty = Aucune commande de ce genre
studio-orders-empty-what = Chaque paiement a sa commande, les renouvellements aussi.
studio-orders-none = Pas encore de commande
studio-orders-none-what = La première s’affiche ici un instant après le paiement ; les renouvellements d’adhésion aussi.
studio-orders-search = Numéro ou e-mail
studio-orders-what = Les plus récentes d’abord. Les renouvellements sont aussi des commandes.
studio-post-asset-gone = Un fichier de ce post n’existe plus.
studio-post-at = Publier le
studio-post-at-missing = Dites quand : un jour et une heure.
studio-post-at-past = Ce moment est passé.
studio-post-attached = Dans ce post
studio-post-bold = Gras
studio-post-by-condition = Selon une condition
studio-post-comments = Commentaires
studio-post-comments-open = Les membres peuvent commenter
studio-post-date = Date
studio-post-delete = Supprimer ce post
studio-post-deleted = Supprimé
studio-post-draft = Brouillon
studio-post-edit = Modifier le post
studio-post-excerpt = Ce que les autres lisent
studio-post-excerpt-help = Ceux qui ne peuvent pas ouvrir le post lisent ceci. Vide : le titre et ce qui l’ouvre.
studio-post-files = Fichiers
studio-post-files-elsewhere = Les fichiers s’ajoutent dans Médias, puis se cochent ici.
studio-post-files-none = Rien de joint.
studio-post-heading = Titre
studio-post-is-deleted = Ce post est supprimé.
studio-post-italic = Italique
studio-post-lead = En tête
studio-post-link = Lien
studio-post-list = Liste
studio-post-live = En ligne
studio-post-mail-to =
    { $n ->
         [0] L’envoyer par mail à la publication : personne n’a encore accepté les nouvelles et ne peut l’ouvrir
         [one] L’envoyer par mail à la publication, à { $n } membre qui accepte les nouvelles et peut l’ouvrir
        *[other] L’envoyer par mail à la publication, aux { $n } membres qui acceptent les nouvelles et peuvent l’ouvrir
    }
studio-post-markdown = Markdown : **gras**, _italique_, ## titre, [lien](https://…), une ligne vide entre paragraphes.
studio-post-open = Le voir
studio-post-others-see = Les autres voient le titre, les mots et l’image choisis plus bas, et ce qui l’ouvre. Rien du reste ne leur est envoyé.
studio-post-publish = Publier : { $reach }
studio-post-quote = Citation
studio-post-save-live = Enregistrer, c’est en ligne
studio-post-saved-at = enregistré { $time }
studio-post-schedule = Programmer
studio-post-scheduled = Programmé
studio-post-stale = Quelqu’un d’autre a enregistré ce post entre-temps. Rien n’a été écrasé ; vos mots sont toujours là. Ouvrez-le dans une autre fenêtre et comparez.
studio-post-state = État
studio-post-take-back = Retirer
studio-post-teaser = Pour tous les autres
studio-post-teaser-help = Une image que tout le monde peut voir. Aucune : quelques pixels de la première.
studio-post-teaser-picture = Image pour tous
studio-post-text = Texte
studio-post-text-what = Quoi de neuf ?
studio-post-title = Titre
studio-post-title-missing = Il faut un titre avant de publier.
studio-post-too-many = { $n } fichiers au plus par post.
studio-post-tools = Texte
studio-post-untitled = Sans titre
studio-post-when = Quand
studio-post-who = S’ouvre pour
studio-post-who-line = Selon : { $line }
studio-post-who-opens = Qui l’ouvre
studio-post-withdraw = Remettre en brouillon
studio-post-write = Écrire un post
studio-post-zone = Heure de { $zone }.
studio-posts-count =
    { $n ->
         [0] Rien d’écrit pour l’instant
         [one] { $n } post
        *[other] { $n } posts
    }
studio-posts-empty = Dites le premier mot
studio-posts-empty-what = Une image de la répétition, trente secondes de son, trois phrases. Les membres l’ont en premier.
studio-posts-first = Écrire le premier post
studio-posts-ghost-text = Première prise, enregistrée au téléphone, pour ceux qui sont venus tôt.
studio-posts-ghost-title = De la salle de répétition
studio-posts-none = Rien d’écrit pour l’instant.
studio-preview = Aperçu
studio-preview-open = Ouvrir à part
studio-preview-what = Ce que lisent ceux qui peuvent l’ouvrir. Le thème l’habille sur la vraie page.
studio-price-decimals = { $currency } a { $n } décimales.
studio-price-whole = En { $currency } entiers, sans décimales.
studio-price-wrong = Un montant comme { $example }.
studio-price-zero = Un prix est plus que rien. Pour les membres gratuits, aucune formule n’est nécessaire.
studio-proof-compared =
    { $n ->
         [one] { $n } paiement vérifié à l’instant.
        *[other] { $n } paiements vérifiés à l’instant.
    }
studio-proof-how = On compte les lignes payées ni livrées ni remboursées.
studio-proof-none = Payé mais pas livré : 0
studio-proof-some = Payé mais pas livré : { $n }
studio-proof-what = La livraison est retentée d’elle-même. Ouvrez la commande pour voir ce qui la retient.
studio-purpose-news = Nouvelles
studio-purpose-offers = Offres
studio-purpose-other = Autre
studio-purpose-partners = Partenaires
studio-refund = Rembourser
studio-refund-amount = Une somme
studio-refund-amount-how = Combien, si c’est une somme
studio-refund-asking = en route
studio-refund-done = fait
studio-refund-go = Rembourser { $amount }
studio-refund-goods = Ce qui a été acheté
studio-refund-keep = Reste à l’acheteur
studio-refund-look = Voir ce qui se passerait
studio-refund-lost = Est repris mais n’est pas revendu
studio-refund-refused = refusé par le prestataire
studio-refund-shelf = Revient et peut être revendu
studio-refund-then = ce qui a été acheté est repris aussitôt et peut être revendu, une adhésion prend fin avec, et { $amount } quittent votre compte.
studio-refund-then-kept = { $amount } quittent votre compte ; ce qui a été acheté reste à l’acheteur.
studio-refund-then-lost = ce qui a été acheté est repris aussitôt sans être remis en vente, une adhésion prend fin avec, et { $amount } quittent votre compte.
studio-refund-what = { $thing }, acheté par { $buyer }.
studio-refund-which = Quoi
studio-refund-whole = Tout ce qui reste
studio-report-ban = Masquer et exclure l’auteur
studio-report-held = Masqué jusqu’à votre décision
studio-report-hide = Masquer
studio-report-keep = Laisser
studio-report-no-reason = sans motif
studio-report-reason = { $name } : { $reason }
studio-report-shown = Encore visible
studio-report-under = sous
studio-reports-empty = Rien n’a été signalé
studio-reports-empty-what = Quand un membre signale un commentaire, il attend ici. Deux signalements le masquent jusqu’à ce que quelqu’un regarde.
studio-reports-what = Une seule file, le plus ancien d’abord. Deux signalements masquent un commentaire jusqu’à votre décision.
studio-role-door = entrée
studio-role-door-what = Billets à l’entrée.
studio-role-editor = rédaction
studio-role-editor-what = Posts et médias.
studio-role-manager = manager
studio-role-manager-what = Le fichier des membres, l’argent et tout ce qui est publié.
studio-role-moderator = modération
studio-role-moderator-what = Commentaires et signalements.
studio-role-owner = propriétaire
studio-role-owner-what = Tout, équipe et clés comprises.
studio-role-shop = boutique
studio-role-shop-what = Commandes et envois.
studio-said-crew-changed = Le rôle est changé.
studio-said-crew-invited = L’invitation est en route.
studio-said-crew-last-owner = Rien n’a changé : le club resterait sans propriétaire.
studio-said-crew-revoked = L’accès est retiré, dans tous les navigateurs.
studio-said-job-again = C’est retenté maintenant.
studio-said-lines-cancelled = Repris. Aucun argent n’a bougé.
studio-said-look-live = La nouvelle apparence est en ligne.
studio-said-look-reset = Le thème est comme à l’origine.
studio-said-mailing-begun = Le mail part.
studio-said-mailing-not-now = Pas possible maintenant : publiez d’abord le post, ou bien il est déjà parti.
studio-said-mailing-paused = En pause. Ce qui est parti est parti.
studio-said-mailing-resumed = Il reprend où il s’était arrêté.
studio-said-mailing-tested = L’essai est en route vers vous.
studio-said-media-deleted = Le fichier est effacé.
studio-said-media-in-use = Un post utilise ce fichier. Enlevez-le d’abord là-bas.
studio-said-member-banned = Exclu. La personne est déconnectée partout.
studio-said-member-unbanned = Réadmis.
studio-said-nothing-cancelled = Il n’y avait rien à reprendre.
studio-said-order-changed = Quelqu’un a remboursé entre-temps. Regardez d’abord la commande.
studio-said-order-checked = Vérifié auprès du prestataire. Voici où on en est.
studio-said-order-refunded = L’argent est en route vers l’acheteur.
studio-said-order-refunded-before = C’était déjà remboursé.
studio-said-order-unanswered = Le prestataire n’a pas répondu. Rien n’a changé ; réessayez dans une minute.
studio-said-post-deleted = Le post est supprimé.
studio-said-post-published = En ligne.
studio-said-post-restored = Le post est revenu.
studio-said-post-saved = Enregistré.
studio-said-post-scheduled = Programmé. Il se publiera tout seul.
studio-said-post-withdrawn = De nouveau un brouillon. Personne ne le voit.
studio-said-refund-no-amount = Écrivez une somme supérieure à zéro, par exemple 12,50.
studio-said-refund-too-much = C’est plus que ce qui reste de la somme payée.
studio-said-refund-too-precise = Cette monnaie a moins de décimales.
studio-said-refund-which = Choisissez ce qui est remboursé.
studio-said-report-banned = L’auteur est exclu, ses commentaires sont masqués.
studio-said-report-gone = Ce commentaire n’est plus là.
studio-said-report-hidden = Le commentaire est masqué.
studio-said-report-kept = Le commentaire reste.
studio-said-report-shown = Le commentaire est réaffiché.
studio-said-saved = Enregistré.
studio-said-session-ended = Ce navigateur est déconnecté.
studio-said-tag-added = L’étiquette est mise.
studio-said-tag-nothing = Rien n’a été étiqueté : cochez des lignes et écrivez une étiquette.
studio-said-tag-removed = L’étiquette est enlevée.
studio-said-tags-added = L’étiquette est mise.
studio-said-tags-removed = L’étiquette est enlevée.
studio-said-tier-closed = La formule est fermée aux nouveaux membres.
studio-said-tier-created = La formule est ouverte.
studio-said-tier-opened = La formule est de nouveau ouverte.
studio-said-tier-saved = La formule est enregistrée.
studio-save = Enregistrer
studio-session-device = { $browser } sur { $system }
studio-session-end = La fermer
studio-session-facts = depuis le { $since }, dernier usage : { $seen }
studio-session-here = celui-ci
studio-session-unknown = Navigateur inconnu
studio-settings-address = Adresse
studio-settings-age = Âge minimal
studio-settings-age-help = Vérifié seulement si la date de naissance est demandée.
studio-settings-age-wrong = Un nombre entier de 0 à { $n }.
studio-settings-answers = Qui répond
studio-settings-artist = Artiste
studio-settings-artist-help = Tel que les fans le lisent, sur chaque page et dans chaque mail.
studio-settings-artist-wrong = Un nom de { $n } caractères au plus.
studio-settings-birth = Demande la date de naissance
studio-settings-birth-ask = Demander la date de naissance à l’adhésion. Elle n’est jamais montrée.
studio-settings-change = Changer les réglages
studio-settings-country = Pays
studio-settings-country-help = Là où vous exercez. Il décide à partir de quel âge on peut accepter des mails soi-même.
studio-settings-currency = Monnaie
studio-settings-file = De club.toml
studio-settings-file-what = Ils se trouvent dans le fichier de configuration du club et sont changés par qui gère le serveur.
studio-settings-first = Première langue
studio-settings-first-help = Pour qui ne demande aucune des autres. Ses pages ont les adresses courtes ; les liens déjà partagés ne restent valables que si elle ne change pas.
studio-settings-from = Le mail vient de
studio-settings-guests = Achat sans adhésion
studio-settings-guests-ask = Qui n’est pas membre peut acheter avec une adresse e-mail.
studio-settings-joining = Adhérer et acheter
studio-settings-languages = Langues
studio-settings-link-wrong = Ce n’est pas une adresse complète. Elle commence par https://
studio-settings-links-help = Adresses complètes de pages à vous. Celles qui sont remplies sont liées au pied de chaque page.
studio-settings-mail = Le mail part
studio-settings-name = Nom
studio-settings-offered = Proposées
studio-settings-own = Les mots du club
studio-settings-own-address = Qui répond du club
studio-settings-own-address-help = Nom et adresse postale, sur une ligne. Elle figure au pied de chaque page et sur les reçus.
studio-settings-own-imprint = Mentions légales
studio-settings-own-privacy = Confidentialité
studio-settings-own-tagline = Ligne sous le nom
studio-settings-own-terms = Conditions de vente
studio-settings-own-who = Un propriétaire du club peut les changer.
studio-settings-payments = Paiements
studio-settings-payments-off = désactivés
studio-settings-payments-sandbox = argent d’essai
studio-settings-payments-stripe = Stripe
studio-settings-reply = Les réponses aux mails vont à
studio-settings-reply-help = Vide : à l’adresse d’où partent les mails.
studio-settings-reply-wrong = Ce n’est pas une adresse e-mail complète.
studio-settings-tagline-help = Une phrase, ou rien.
studio-settings-theme = Thème
studio-settings-zone = Fuseau horaire
studio-sign-in = Entrer
studio-sign-in-no-mail = Ce club ne peut pas encore envoyer de mail, donc personne ne peut entrer. Qui gère le serveur définit mail.url dans club.toml.
studio-sign-in-send = Envoyer six chiffres
studio-sign-in-title = Le studio
studio-sign-in-what = Pour l’artiste et l’équipe. Votre adresse suffit, nous envoyons six chiffres.
studio-sign-out = Se déconnecter
studio-skip = Aller au contenu
studio-step-address-name = Nom et adresse du club
studio-step-address-time = fait
studio-step-address-what = Défini à la fondation.
studio-step-factor-go = L’installer
studio-step-factor-name = Un second facteur pour l’équipe
studio-step-factor-proof = installé
studio-step-factor-time = environ 1 minute
studio-step-factor-what = L’argent et les fichiers le demandent. Toute application d’authentification convient.
studio-step-mail-name = Le mail part
studio-step-mail-proof = installé
studio-step-mail-time = environ 3 minutes
studio-step-mail-what = Sans mail, personne ne peut se connecter. Définissez mail.url et mail.from dans club.toml ; stagedoor doctor dit si ça marche.
studio-step-members-go = Voir le club
studio-step-members-name = Ouvrir la porte
studio-step-members-proof =
    { $n ->
         [one] { $n } membre
        *[other] { $n } membres
    }
studio-step-members-time = un lien
studio-step-members-what = Partagez l’adresse du club. Le premier membre a le numéro 1.
studio-step-payments-name = Paiements
studio-step-payments-proof = activés
studio-step-payments-time = environ 2 minutes
studio-step-payments-what = L’argent va de vos fans à votre propre compte Stripe et nulle part ailleurs. Qui gère le serveur met vos clés dans club.toml ; d’ici là, il n’y a que des membres gratuits.
studio-step-post-go = L’écrire
studio-step-post-name = Le premier post
studio-step-post-proof =
    { $n ->
         [one] { $n } en ligne
        *[other] { $n } en ligne
    }
studio-step-post-time = environ 1 minute
studio-step-post-what = Qui entre veut trouver quelque chose.
studio-step-tiers-go = Créer une formule
studio-step-tiers-name = Dites ce que coûte un abonnement
studio-step-tiers-proof =
    { $n ->
         [one] { $n } formule
        *[other] { $n } formules
    }
studio-step-tiers-time = environ 1 minute
studio-step-tiers-what = Une formule suffit : un nom, un prix, ce qu’on reçoit.
studio-steps-done = { $done } sur { $all } faits. Partez quand vous voulez, tout reste en place.
studio-steps-title = Quelques minutes jusqu’à un club ouvert
studio-studio = Studio
studio-table-of = { $what }, tableau
studio-tag-add = Mettre l’étiquette
studio-tag-new = Nouvelle étiquette
studio-tag-remove = Enlever l’étiquette
studio-tag-remove-one = Enlever l’étiquette { $tag }
studio-tag-wrong = Une étiquette est un mot court de lettres et de chiffres.
studio-then = Alors :
studio-tier-close = Fermer aux nouveaux membres
studio-tier-close-then =
    { $n ->
         [0] Plus personne ne peut choisir cette formule.
         [one] Plus personne de nouveau ne peut choisir cette formule. Son unique membre reste et continue de payer.
        *[other] Plus personne de nouveau ne peut choisir cette formule. Ses { $n } membres restent et continuent de payer.
    }
studio-tier-closed = Fermée
studio-tier-left = Places restantes
studio-tier-members = Membres
studio-tier-month = Par mois
studio-tier-month-help = Vide : pas vendue au mois.
studio-tier-month-in = Par mois, en { $currency }
studio-tier-name = Nom
studio-tier-name-missing = Un nom de { $n } caractères au plus.
studio-tier-name-taken = Une autre formule porte ce nom.
studio-tier-new = Nouvelle formule
studio-tier-no-limit = sans limite
studio-tier-open = Ouverte
studio-tier-perks = Ce que les membres reçoivent
studio-tier-perks-help = Une chose par ligne.
studio-tier-places = Places
studio-tier-places-help = Vide : sans limite. { $n } sont prises.
studio-tier-places-label = Nombre de places
studio-tier-places-wrong = Un nombre entier, ou rien pour aucune limite.
studio-tier-price = Prix
studio-tier-reopen = Rouvrir
studio-tier-reopen-then = De nouveaux membres peuvent de nouveau choisir cette formule, au prix actuel et tant qu’il reste des places.
studio-tier-state = État
studio-tier-summary = En une phrase
studio-tier-summary-help = Sous le nom, sur la page d’inscription.
studio-tier-year = Par an
studio-tier-year-help = Vide : pas vendue à l’année.
studio-tier-year-in = Par an, en { $currency }
studio-tiers-empty = Dites ce que coûte un abonnement
studio-tiers-empty-what = Une formule suffit pour commencer. Les membres gratuits n’en ont pas besoin.
studio-tiers-ghost-text = 6 € par mois. Tous les enregistrements, les lettres, la prévente deux jours avant.
studio-tiers-ghost-title = Le Cercle
studio-tiers-what = Ce qu’on peut payer. Un nouveau prix vaut pour les nouveaux membres ; qui paie déjà garde le sien.
studio-todo-failing =
    { $n ->
         [one] Un paiement échoue.
        *[other] { $n } paiements échouent.
    }
studio-todo-failing-go = Voir qui
studio-todo-failing-more = L’accès reste ouvert encore quelques jours.
studio-todo-job = Une tâche a abandonné : { $name }.
studio-todo-job-go = Réessayer
studio-todo-job-trying = Une tâche échoue et est retentée : { $name }.
studio-todo-money-attempt = Stripe n’a pas répondu sur la commande { $number }
studio-todo-money-dispute = Une banque conteste la commande { $number } : répondez chez Stripe avant l’échéance
studio-todo-money-go = Voir la commande
studio-todo-money-line = La commande { $number } est payée et non livrée
studio-todo-money-refund = La commande { $number } n’a pas pu être remboursée
studio-todo-reports =
    { $n ->
         [one] Un commentaire a été signalé.
        *[other] { $n } commentaires ont été signalés.
    }
studio-todo-reports-go = Les lire
studio-todo-reports-more = Quelqu’un devrait regarder.
studio-too-long = { $n } caractères au plus.
studio-undo = Annuler
studio-upload-failed = Arrêté. Choisissez de nouveau le fichier, il reprend où il en était.
studio-upload-go = Envoyer
studio-upload-moving = en route
studio-upload-paused = attend le réseau
studio-upload-pick = Ajouter images, sons, vidéos ou fichiers
studio-upload-resumes = Reprend où il s’est arrêté quand le réseau revient. Lieu et appareil sont retirés des images.
studio-upload-stored = Stocké, en préparation
studio-week = La semaine
studio-week-against = Face à la semaine d’avant
studio-week-chart = Douze semaines : { $joined } arrivées, { $left } départs.
studio-week-earlier = Semaine d’avant
studio-week-failing =
    { $n ->
         [one] { $n } paiement en échec, accès gardé
        *[other] { $n } paiements en échec, accès gardé
    }
studio-week-fewer = { $by } de moins
studio-week-joined = Arrivées
studio-week-later = Semaine d’après
studio-week-left = Départs
studio-week-money = D’où vient l’argent
studio-week-more = { $by } de plus
studio-week-moves = Arrivées et départs
studio-week-number = Semaine { $n }
studio-week-of = Semaine
studio-week-paying = Membres qui paient
studio-week-range = Chiffres de la semaine du { $from } au { $to }.
studio-week-same = pareil
studio-week-spark = { $what }, douze semaines : entre { $least } et { $most }, maintenant { $last }
studio-week-taken = Encaissé
studio-week-taken-note = remboursements déduits, avant frais
studio-week-twelve = Douze semaines
studio-week-what = Quoi
studio-who = { $name }, { $role }
studio-yes = oui
