# Les mots que ce thème dit autrement ; tous les autres sont ceux de son parent.
nav-posts = Sets
night-latest = Dernières
night-matrix = Fermé : un séquenceur dont tous les pas sont éteints
night-no-wave = pas d’onde avant l’ouverture
pass-show = Montrer le bracelet
pass-concerts = { $n ->
    [one] une nuit
   *[other] { $n } nuits
}
posts-title = Sets
home-all = { $n ->
    [one] Tout l’arrangement
   *[other] Les { $count } pistes de l’arrangement
}
card-title = Bracelet
card-concerts = Nuits
account-card = Bracelet { $number }
join-title = Les portes sont ouvertes
lock-rest-recording = La suite est pour les membres
