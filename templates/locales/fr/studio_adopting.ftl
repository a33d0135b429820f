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
