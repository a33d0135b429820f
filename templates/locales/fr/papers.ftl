paper-amount = Montant
paper-credit-about = Remboursé le { $date }, pour le reçu { $receipt }
paper-credit-order = Une partie de la commande { $order }
paper-credit-tax = Dont taxe
paper-credit-title = Avoir { $number }
paper-credit-total = Remboursé
paper-credit-void = Nul : cet argent n’a pas été remboursé.
paper-from = De
paper-net = Net à { $rate }
paper-quantity = Nombre
paper-receipt-about = Payé le { $date }, commande { $order }
paper-receipt-title = Reçu { $number }
paper-refunded = Remboursé le { $date }, avoir { $note }
paper-tax = Taxe { $rate }
paper-test-money = Argent fictif : ceci n’est pas un reçu.
paper-ticket-about = Montrez ce code à l’entrée, sur papier ou sur un téléphone. Il laisse entrer une fois ; qui en a une copie a le billet.
paper-ticket-file = billets.pdf
paper-ticket-kind = Billet
paper-ticket-name = Nom
paper-ticket-number = Numéro
paper-ticket-times = Portes { $doors }, début { $starts } ({ $zone })
paper-ticket-title = Billets : { $event }
paper-to = À
paper-total = Total
paper-what = Quoi
ticket-mail-about = Montrez le code à l’entrée, sur cet écran ou sur papier ; le fichier joint a une page par billet. Il laisse entrer une fois : qui en a une copie a le billet.
ticket-mail-button = Ouvrir le billet
ticket-mail-code = Code du billet { $number }
ticket-mail-number = Billet { $number }
ticket-mail-title =
    { $n ->
        [one] Votre billet : { $event }
       *[other] Vos { $n } billets : { $event }
    }
ticket-mail-when = { $day }, portes { $doors }, début { $starts }
