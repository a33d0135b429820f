paper-amount = Amount
paper-credit-about = Given back on { $date }, for receipt { $receipt }
paper-credit-order = Part of order { $order }
paper-credit-tax = Tax in it
paper-credit-title = Credit note { $number }
paper-credit-total = Given back
paper-credit-void = Void: this money was not given back.
paper-from = From
paper-net = Net at { $rate }
paper-quantity = Number
paper-receipt-about = Paid on { $date }, order { $order }
paper-receipt-title = Receipt { $number }
paper-refunded = Given back on { $date }, credit note { $note }
paper-tax = Tax { $rate }
paper-test-money = Test money: this is not a receipt.
paper-ticket-about = Show this code at the door, on paper or on a phone. It lets in once; whoever has a copy has the ticket.
paper-ticket-file = tickets.pdf
paper-ticket-kind = Ticket
paper-ticket-name = Name
paper-ticket-number = Number
paper-ticket-times = Doors { $doors }, starts { $starts } ({ $zone })
paper-ticket-title = Tickets: { $event }
paper-to = To
paper-total = Total
paper-what = What
ticket-mail-about = Show the code at the door, on this screen or on paper; the attached file has a page for each ticket. It lets in once: whoever has a copy has the ticket.
ticket-mail-button = Open the ticket
ticket-mail-code = Code of ticket { $number }
ticket-mail-number = Ticket { $number }
ticket-mail-title =
    { $n ->
        [one] Your ticket: { $event }
       *[other] Your { $n } tickets: { $event }
    }
ticket-mail-when = { $day }, doors { $doors }, starts { $starts }
