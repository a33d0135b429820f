post-mail-test = Essai :
post-mail-read = Lire au club
post-mail-listen = Écouter
post-mail-look = Voir les images
post-mail-watch = Regarder
post-mail-take = Prendre les fichiers
post-mail-why = Vous recevez ce message parce que vous avez accepté les nouvelles de { $artist }.
post-mail-leave = Quitter cette liste
