# Les mots que ce thème dit autrement ; tous les autres sont ceux de son parent.
nav-posts = Bruit
nav-tiers = Passes
posts-title = Bruit
zine-wall = Au mur
zine-nothing-here = Aucun son n’est sur cette page tant qu’il n’est pas à vous.
pass = Votre passe
pass-show = Montrer le passe
pass-concerts = { $n ->
    [one] un concert
   *[other] { $n } concerts
}
card-title = Votre passe
card-concerts = Concerts
account-card = Passe n° { $number }
entry-listen = À fond
entry-comments = { $n ->
    [one] Une réponse
   *[other] { $count } réponses
}
talk-count = { $n ->
    [0] Réponses
    [one] Une réponse
   *[other] { $count } réponses
}
talk-write = Répondre du tac au tac
home-all = { $n ->
    [one] Tout le mur
   *[other] Les { $count } du mur
}
join-title = Montez
lock-rest-recording = La suite n’est pas pour la rue
lock-leaving = Descendre
lock-leaving-how = À n’importe quel arrêt. Ce que vous avez payé reste ouvert jusqu’au bout.
error-404 = Celui-ci ne s’arrête pas ici
