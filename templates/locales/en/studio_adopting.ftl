# paying members of another system
studio-adopt = Adopt paying members
studio-adopt-what = Whoever pays by the old system pays into your own Stripe account. The club reads what is collected there and makes memberships of it; from then on each renewal settles here. Nothing is ever changed at Stripe, nobody has to enter a card again, and all of it can be undone.
studio-adopt-of = Read on { $date }
studio-adopt-unread = Nothing can be read here.
studio-adopt-unread-off = Payments are switched off. Whoever runs the server sets payments = "stripe" and this club’s own keys in club.toml; then the account can be read.
studio-adopt-unread-sandbox = This club takes test money of its own, and there is no Stripe account behind it. Whoever runs the server sets payments = "stripe" and the keys in club.toml; a test key will do for a try.
studio-adopt-unread-asleep = This club was restored from an archive and sleeps: it asks nobody anything until it is woken.
studio-adopt-unread-key = Stripe cannot be asked: { $why }
studio-adopt-unread-silent = Stripe does not answer. Nothing was begun; try again in a while.
studio-adopt-open = It was begun and waits to be gone on with.
studio-adopt-go-on = Go on
studio-adopt-read = Read the Stripe account
studio-adopt-read-then = Every subscription that is not over is read, a hundred at a time, with the name and address of whoever pays. Nothing is written to Stripe, and no member changes before you say so.
studio-adopt-read-go = Read subscriptions
studio-adopt-state-reading = Reading
studio-adopt-state-read = Waits for tiers
studio-adopt-state-rehearsing = Being rehearsed
studio-adopt-state-rehearsed = Rehearsed
studio-adopt-state-running = Becoming memberships
studio-adopt-state-done = Adopted
studio-adopt-state-undoing = Being undone
studio-adopt-state-undone = Undone
studio-adopt-progress = How far it is
studio-adopt-read-so-far =
    { $n ->
        [one] One subscription read so far.
       *[other] { $n } subscriptions read so far.
    }
studio-adopt-so-far = { $done } of { $total }
studio-adopt-reading-leave = You may leave this page; the work goes on. Where Stripe asks for patience, it waits and reads on.
studio-adopt-prices = What do the old prices mean?
studio-adopt-prices-what = Choose a tier of this club for each price, or leave it alone. What was proposed costs the same or has the same name. People go on paying what they pay, whatever the tier costs here.
studio-adopt-prices-none = No price was found: nothing is collected again and again in this account by another system.
studio-adopt-price = { $product }, { $price }
studio-adopt-no-name = Without a name
studio-adopt-leave = Leave alone
studio-adopt-payers =
    { $n ->
        [one] One subscription.
       *[other] { $n } subscriptions.
    }
studio-adopt-per-month = { $sum } a month
studio-adopt-per-year = { $sum } a year
studio-adopt-unpriced =
    { $n ->
        [one] One more subscription pays for several things at once, or is a club’s of this program. The rehearsal says which.
       *[other] { $n } more subscriptions pay for several things at once, or are a club’s of this program. The rehearsal says which.
    }
studio-adopt-sharing =
    { $n ->
        [one] Of one subscription another application takes a part of each payment. Adopting changes nothing about that; ask the old system to end its fee before you disconnect it.
       *[other] Of { $n } subscriptions another application takes a part of each payment. Adopting changes nothing about that; ask the old system to end its fee before you disconnect it.
    }
studio-adopt-rehearse = Rehearse
studio-adopt-nothing-yet = Nothing has been changed yet.
studio-adopt-becoming = Become memberships
studio-adopt-becoming-none = None, as the prices are chosen now.
studio-adopt-left = Stay as they are
studio-adopt-sample = { $price }, period until { $until }
studio-adopt-sample-unpriced = period until { $until }
studio-adopt-then = These memberships begin here as they stand at Stripe, paid until the day Stripe says. Each is read again right before. New people agreed to nothing and get no news until you allow it. From then on renewals, failed payments and cancellations settle here. All of it can be undone.
studio-adopt-go =
    { $n ->
        [one] Adopt this one
       *[other] Adopt these { $n }
    }
studio-adopt-to-steps = To the steps out of the old system
studio-adopt-mail-what =
    { $n ->
        [one] One new person agreed to nothing here. News goes to them only once you allow it, and then only with a consent of their own.
       *[other] { $n } new people agreed to nothing here. News goes to them only once you allow it, and then only with a consent of their own.
    }
studio-adopt-undo = Undo
studio-adopt-undo-what = The memberships it made end here, and everybody stands where they stood before. Stripe hears nothing of it and goes on collecting. Whatever was changed since is left and listed: renewed, cancelled or exchanged by the fan.
studio-adopt-undo-go =
    { $n ->
        [one] Undo this adoption
       *[other] Undo these { $n } adoptions
    }
studio-adopt-kept-none = Everything was taken back.
studio-adopt-kept-what = These were changed since and stay as they are.
studio-adopt-kept-ended = ended since
studio-adopt-kept-renewed = renewed since, with a payment that stands in the books
studio-adopt-kept-tier = another tier or price since
studio-adopt-kept-leaving = cancelled or resumed since
studio-adopt-kept-grace = a payment failed or came since
studio-adopt-kept-member = the member stays: seen, or changed by somebody, since
studio-adopt-kept-name = name
studio-adopt-kept-birth-date = birth date
studio-adopt-kept-country = country
studio-adopt-kept-email-state = state of the address
studio-adopt-kept-fields = fields
studio-adopt-kept-joined-at = day of joining
studio-adopt-kept-language = language
studio-adopt-kept-note = note
studio-adopt-kept-state = state
studio-adopt-kept-stripe-customer = Stripe customer
studio-adopt-kept-stripe-subscription = Stripe subscription

studio-adopt-outcome-by-customer = found by the Stripe customer
studio-adopt-why-by-customer = The member’s file or an earlier purchase names this customer.
studio-adopt-outcome-by-email = found by the e-mail address
studio-adopt-why-by-email = A member has the address that Stripe knows; they are linked with the customer.
studio-adopt-outcome-new =
    { $n ->
        [one] becomes a new member
       *[other] become new members
    }
studio-adopt-why-new = Nobody here has this address. They join with the day they began to pay, without any consent, and get no news until you allow it.
studio-adopt-remark-leaving =
    { $n ->
        [one] One of them was cancelled at Stripe and ends with its period.
       *[other] { $n } of them were cancelled at Stripe and end with their period.
    }
studio-adopt-remark-failing =
    { $n ->
        [one] One of them owes its last period: it begins in grace and ends when the grace is over, unless Stripe collects.
       *[other] { $n } of them owe their last period: they begin in grace and end when the grace is over, unless Stripe collects.
    }
studio-adopt-remark-trial =
    { $n ->
        [one] One of them is on trial and pays for the first time at its end.
       *[other] { $n } of them are on trial and pay for the first time at its end.
    }
studio-adopt-outcome-held = has a membership here already
studio-adopt-why-held = The membership here stays as it is. If both are paid for, cancel one of the two at Stripe or here.
studio-adopt-outcome-second = second subscription of one person
studio-adopt-why-second = One person holds one membership: the newer subscription becomes it. Cancel the other at Stripe, or the person pays twice.
studio-adopt-outcome-no-email = without an e-mail address
studio-adopt-why-no-email = Stripe knows no address, and no member has this customer. Enter one at the customer in Stripe, then read again.
studio-adopt-outcome-bad-email = not an e-mail address
studio-adopt-why-bad-email = What Stripe has as an address is none. Correct it at the customer in Stripe, then read again.
studio-adopt-outcome-shut-out = banned here, or leaving
studio-adopt-why-shut-out = The member is banned or asked to be erased, and pays all the same. Cancel the subscription at Stripe, or let them in again.
studio-adopt-outcome-several-items = several prices at once
studio-adopt-why-several-items = One subscription pays for several things, and a membership is of one tier. Split it at Stripe, or end it there and let the person join here.
studio-adopt-outcome-several = the same several times over
studio-adopt-why-several = A quantity of two or more: a gift or a group. A membership is one person’s. It goes on at Stripe as it is.
studio-adopt-outcome-no-amount = price without a fixed amount
studio-adopt-why-no-amount = What it costs depends on what was used, or the currency is unknown here. It stays as it is.
studio-adopt-outcome-period = another period than a month or a year
studio-adopt-why-period = Memberships here are paid monthly or yearly. It goes on at Stripe as it is.
studio-adopt-outcome-long-unpaid = owed for longer than the grace
studio-adopt-why-long-unpaid = The last period was never paid, and the grace of this club is over. Once Stripe has collected, read again.
studio-adopt-outcome-unpaid = never begun, or given up by Stripe
studio-adopt-why-unpaid = Nothing is being collected. Once it is, read again.
studio-adopt-outcome-paused = paused at Stripe
studio-adopt-why-paused = Stripe makes no payments of it until somebody goes on with it there. Then read again.
studio-adopt-outcome-gone = ended since it was read
studio-adopt-why-gone = Stripe says that it is over.
studio-adopt-outcome-changed-since = another price since the rehearsal
studio-adopt-why-changed-since = The person changed what they pay meanwhile. Read again to see it.
studio-adopt-outcome-price-left = price left alone
studio-adopt-why-price-left = No tier was chosen for what they pay. It goes on at Stripe as it is.
studio-adopt-outcome-another-club = of another club in the same account
studio-adopt-why-another-club = Another club of this program began it.
studio-adopt-outcome-own = this club’s already
studio-adopt-why-own = Begun here, or adopted before. Adopting twice changes nothing.

studio-adopt-watch = Looked after, once a day
studio-adopt-watch-what = Until { $until } the club compares what Stripe collects with the member file, by reading alone.
studio-adopt-watch-not-yet = The first look follows within a day.
studio-adopt-watch-fine = Stripe and the member file agree
studio-adopt-compared = Compared on { $date }
studio-adopt-compare = Compare now
studio-said-adopt-comparing = Both sides are being compared. Look again in a moment.
studio-adopt-at-stripe = At Stripe
studio-adopt-paid-here = Paid, as written here
studio-adopt-paid-there = Paid, as Stripe says
studio-adopt-since = Seen since
studio-adopt-nobody = Nobody
studio-adopt-nothing = Nothing
studio-adopt-difference-only-there =
    { $n ->
        [one] One person pays at Stripe and has no membership here
       *[other] { $n } people pay at Stripe and have no membership here
    }
studio-adopt-helps-only-there = Read the account again and adopt them, or cancel the subscription at Stripe.
studio-adopt-difference-new-there =
    { $n ->
        [one] One subscription was begun by the old system since the move
       *[other] { $n } subscriptions were begun by the old system since the move
    }
studio-adopt-helps-new-there = The old system still takes sign-ups. Stop them there, then read again and adopt these.
studio-adopt-difference-price =
    { $n ->
        [one] One person pays another price than is written here
       *[other] { $n } people pay another price than is written here
    }
studio-adopt-helps-price = Somebody changed the subscription at Stripe or in the old system. Let the person choose the tier here, or put the price back there.
studio-adopt-difference-only-here =
    { $n ->
        [one] One membership runs here and ended at Stripe
       *[other] { $n } memberships run here and ended at Stripe
    }
studio-adopt-helps-only-here = The nightly comparison ends them. What still stands here tomorrow, Stripe knows nothing of: end the membership by hand.
studio-todo-adopt =
    { $n ->
        [one] One difference between Stripe and adopted members
       *[other] { $n } differences between Stripe and adopted members
    }
studio-todo-adopt-more = The daily look after the move found it.
studio-todo-adopt-go = Look

studio-adopt-before = What was read so far
studio-adopt-found = Subscriptions
studio-adopt-steps = Out of the old system
studio-adopt-steps-what = In this order. Tick what is done; it is kept with name and day.
studio-adopt-tick = Done
studio-adopt-untick = Not done
studio-adopt-ticked = { $name }, { $date }
studio-adopt-step-export = Fetch a last export
studio-adopt-do-export = Download everything the old system gives: members, posts, payments. Import the member file here first, so that people are found by their Stripe customer.
studio-adopt-step-stop-sign-ups = Stop sign-ups there
studio-adopt-do-stop-sign-ups = Hide its tiers and checkout, and link to this club’s tiers instead. Whatever it sells from now on has to be adopted again.
studio-adopt-step-leave-running = Leave the subscriptions running
studio-adopt-do-leave-running = Cancel nothing there, and delete neither plans nor prices: a subscription that ends cannot be adopted, and the person would have to enter their card again.
studio-adopt-step-webhook = Have Stripe tell this club
studio-adopt-do-webhook = In Stripe, Developers, Webhooks: add { $address }. `stagedoor doctor` names the events and says whether they come.
studio-adopt-step-portal = Switch on Stripe’s customer portal
studio-adopt-do-portal = In Stripe, Settings, Billing, Customer portal: there fans change their card. Cancelling and changing tiers they do here. Without the portal, whoever wants to change a card is told that the payment service does not answer.
studio-adopt-step-tell-members = Tell the members
studio-adopt-do-tell-members = Write from the old system, which may still write to them: where the club is now, that they sign in with the same address, that nothing is charged twice, and which name stands on their statement.
studio-adopt-step-let-mail-out = Let mail out
studio-adopt-do-let-mail-out = New people get no news until you allow it on the page of the adoption.
studio-adopt-step-first-renewal = See a first renewal arrive
studio-adopt-do-first-renewal = Among the orders one of an adopted member, paid and delivered. Then Stripe’s news arrive here.
studio-adopt-step-disconnect = Disconnect the old application
studio-adopt-do-disconnect = In Stripe, Settings, Installed apps or Connected applications. Last of all: until then the old system may still read and charge in your account. Its webhooks go with it.

studio-journal-adoption-reading = Began to read the Stripe account
studio-journal-adoption-begun = Began to adopt paying members
studio-journal-adoption-done = Adopted paying members
studio-journal-adoption-undone = Undid an adoption of paying members
studio-journal-adoption-mail-let-out = Let mail out to adopted members
studio-journal-adoption-compared = Compared adopted members with Stripe
studio-journal-membership-adopted = A membership of the old system goes on here
studio-journal-membership-given-up = Gave an adopted membership up

# customers at Stripe that a member file named
studio-import-lookups = Customers at Stripe
studio-import-lookups-what = Each customer the file named is asked for at Stripe, a few a second, by reading alone. Those that exist are linked, so that nobody becomes a second customer.
studio-import-lookup-known =
    { $n ->
        [one] One is known at Stripe.
       *[other] { $n } are known at Stripe.
    }
studio-import-lookup-missing =
    { $n ->
        [one] One is unknown at Stripe, or was deleted there.
       *[other] { $n } are unknown at Stripe, or were deleted there.
    }
studio-import-lookup-other-address =
    { $n ->
        [one] One is known at Stripe by another address.
       *[other] { $n } are known at Stripe by another address.
    }
studio-import-doubt-missing = Stripe does not know this customer
studio-import-doubt-other-address = another address at Stripe
