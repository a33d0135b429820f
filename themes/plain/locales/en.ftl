# Every word of the pages fans see. A theme that stands on this one may say any of them differently.
# `n` chooses the plural, `count` is the same number written out.

skip = Skip to content
nav = Main
nav-home = Home
nav-posts = Archive
nav-search = Search
nav-tiers = Membership
nav-account = Your account
nav-join = Join or sign in
nav-cart = Cart
nav-more = More

demo-label = Demo
demo = A demo club: everything here is invented.
demo-mails = Its mail
sandbox = Test money: nobody is charged.

pass = Your membership
pass-nameless = No name yet
pass-free = free member
pass-number = No. { $number }
pass-concerts = { $n ->
    [one] One concert
   *[other] { $n } concerts
}
pass-since = Member since { $date }
pass-show = Show card

foot-membership = Change or end membership
foot-sign-in = Sign in
foot-feed = Feed (RSS)
foot-studio = Studio

grace = Your last payment did not go through. Everything stays open until { $date }.
grace-portal = Renew the card

notice-signed-in = You are signed in.
notice-signed-out = You are signed out on this device.
notice-saved = Saved.
notice-comment-sent = Your words are there.
notice-comment-deleted = Your words are gone.
notice-comment-reported = Thank you. Somebody will look at it.
notice-tier-opened = { $tier } is open to you.
notice-tier-changed = You are in { $tier } now.
notice-cancelled = Ended. Everything stays open until { $date }.
notice-resumed = Your membership goes on.
notice-session-ended = That device is signed out.
notice-sessions-ended = All other devices are signed out.
notice-passkey-added = Your passkey is kept. Sign in with it next time.
notice-passkey-removed = That passkey opens nothing here any more. Your device may still offer it; delete it there too.
notice-feed-renewed = Your feed has a new address. The old one no longer works.
notice-feed-revoked = Your feed is closed.
notice-code-sent = A new code is on its way. The one before still works.
notice-move-asked = Two letters are on their way: to your address and to { $email }. Say yes in both.
notice-move-given-up = Your address stays as it is.
notice-erasing = You are signed out, and everything about you is being erased. A last letter confirms it.
notice-too-fast = That was too fast, nothing was done. Try again in a minute.

# kinds of posts
kind-letter = Letter
kind-letter-long = { $n ->
    [one] Letter, one minute
   *[other] Letter, { $n } minutes
}
kind-recording = Recording
kind-pictures = Pictures
kind-pictures-many = { $n ->
    [0] Pictures
    [one] One picture
   *[other] { $n } pictures
}
kind-film = Film
kind-files = Files
kind-files-many = { $n ->
    [0] Files
    [one] One file
   *[other] { $n } files
}
kinds-letter = Letters
kinds-recording = Recordings
kinds-pictures = Pictures
kinds-film = Films
kinds-files = Files

# prices
price-free = Free
price-month = { $price } a month
price-year = { $price } a year
price-both = { $month } a month or { $year } a year
places-left = { $n ->
    [0] no places left of { $total }
   *[other] { $left } of { $total } places left
}

# home, archive, search
home-earlier = Earlier
home-empty = Nothing here yet. { $artist } has the keys and is on the way.
home-all = { $n ->
    [one] The archive
   *[other] All { $count } in the archive
}
entry-listen = Listen
entry-watch = Watch
entry-look = Look
entry-take = Take them
entry-read = Read
entry-locked = See what opens it
entry-comments = { $n ->
    [one] One member wrote back
   *[other] { $count } members wrote back
}
invite = Membership
invite-from = from { $price } a month
invite-what = What you pay goes to { $artist }, and so does your address. You can leave on any day.
invite-see = Compare memberships
pager = Pages
pager-newer = Newer
pager-older = Older
pager-page = Page { $number } of { $of }
posts-title = Archive
posts-count = { $n ->
    [0] Nothing yet
    [one] One, newest first
   *[other] { $count }, newest first
}
posts-kinds = Kinds
posts-all = Everything
posts-empty = Nothing of this kind yet.
search-title = Search
search-label = Words to look for
search-go = Search
search-help = Titles and texts of everything you may see.
search-found = { $n ->
    [0] Nothing with “{ $query }”
    [one] One with “{ $query }”
   *[other] { $count } with “{ $query }”
}
search-nothing = Try one word instead of several, or its beginning.

# a post
post-for = For { $tier }
post-for-both = For { $first } and { $second }
post-edit = Edit
post-files = To keep
post-beside = Before and after
post-older = Before
post-newer = After
post-locked = closed
player = Player: { $title }
player-play = Play
player-pause = Pause
player-position = Position
player-at = { $now } of { $whole }
player-of = of { $whole }
player-speed = Speed
player-download = Download { $format }
player-chapters = Chapters
player-error = The sound stopped. Your connection is gone, or you were signed out; play tries again.
bar = Playing
bar-close = Stop and close
film = Film: { $title }
film-apple = iPhones, iPads and Macs play this film. Most Android phones and Firefox do not.
film-few = Phones and browsers do not play this film. A player on a computer does.
film-download = Download it instead
gallery = { $n ->
    [one] One picture
   *[other] { $n } pictures
}
gallery-large = Picture { $number }, large
gallery-view = Pictures, large
gallery-of = { $number } of { $total }
gallery-before = Picture before
gallery-after = Next picture
gallery-close = Close
reactions = Reactions
reaction-heart = Heart
reaction-clap = Applause
reaction-again = Again

# what members say
talk-note = What members say stays in the club.
talk-count = { $n ->
    [0] Replies
    [one] One reply
   *[other] { $count } replies
}
talk-none = Nobody has written back yet.
talk-number = Member { $number }
talk-artist = from the club
talk-hidden = Hidden until somebody has looked at it.
talk-report = Report
talk-by = what { $who } wrote
talk-delete = Delete mine
talk-write = Write back
talk-send = Send
talk-empty = Nothing is written here yet.
talk-too-long = This is too long: { $n } characters at most.
talk-too-fast = You just sent something. Wait a minute before the next.
talk-members = Members write here.
talk-join = Join
talk-sign-in = sign in
talk-banned = You can read here, but not write. The club decided this; you can write to it.
talk-closed = Nothing more is added here.

# locked
locked-picture = The picture opens with it.
locked-flat = The true wave is not sent until it opens, so this line is flat.
locked-open = Open to everyone
lock-line-tier = { $tier } opens this
lock-line-members = Members open this
lock-line-opens = Opens for you on { $date }
lock-line-tenure = { $n ->
    [one] Opens after one month of membership
   *[other] Opens after { $n } months of membership
}
lock-line-age = From the age of { $n }
lock-line-some = For some members
lock-rest-recording = Members hear the rest, and read what goes with it
lock-rest-letter = Members read the rest
lock-rest-pictures = Members see the pictures
lock-rest-film = Members see the film
lock-rest-files = Members take the files with them
lock-members = Members read on, and membership is free
lock-tenure = { $n ->
    [one] Opens after one month of membership
   *[other] Opens after { $n } months of membership
}
lock-opens-on = { $n ->
    [one] Opens for you on { $date }, when you have been a member for one month
   *[other] Opens for you on { $date }, when you have been a member for { $n } months
}
lock-age = Open from the age of { $n }
lock-some = { $artist } keeps this for some members
lock-with = Opens with
lock-also-with = Also with
lock-free = Free membership: an e-mail address, nothing else.
lock-get = You also get
lock-get-posts = { $n ->
    [one] one more post that opens with it
   *[other] { $count } more posts that open with it
}
lock-leaving = Ending it
lock-leaving-how = Any day, two taps. What you paid for stays open until its end.
lock-join = Join
lock-join-tier = Join { $tier } for { $price }
lock-join-free = Join { $tier }, it is free
lock-compare = Compare memberships
lock-sign-in = I am a member, sign in
lock-wait = There is nothing to do and nothing to pay: it opens by itself.
lock-age-how = Your birth date tells; it is never shown.
lock-some-how = Which members is the artist’s choice; it cannot be bought.

# joining
join-page = Join
join-title = Come in, it is warmer here
join-about = { $n ->
    [0] No advertising, no other owner: what you pay goes to { $artist }, and so does your address.
    [one] One person is in the club. No advertising, no other owner: what you pay goes to { $artist }, and so does your address.
   *[other] { $count } people are in the club. No advertising, no other owner: what you pay goes to { $artist }, and so does your address.
}
join-note = The code comes by mail.
join-shut = This club cannot send mail at the moment, so nobody can join. Come back later.
join-chosen = Paid after the code, on the next page.
join-choose-again = Choose again
join-go = Send me the code
join-age = From the age of { $n }.
join-free = You begin as a free member.
join-tiers = See all memberships
join-sign-in = I am a member, sign in
field-email = Your e-mail address
field-email-help = We send six digits. No password.
field-name = Name other members see
field-name-help = May stay empty.
field-birth = Birth date
field-birth-help = Never shown to anybody.
field-birth-age = From the age of { $n }. Never shown to anybody.
field-language = Language of your mail
field-country = Country
field-country-none = Not said
field-time-zone = Time zone
field-time-zone-club = The club’s ({ $zone })
field-time-zone-here = Use this browser’s: { $zone }
consents = What may reach you? Nothing is ticked for you.
consents-account = What may reach you?
consent-since = since { $date }
error-email = This is not a complete e-mail address. It needs something before and after the @.
error-email-missing = The code needs an address to go to.
error-name-long = This name is too long for the card. 60 characters fit.
error-birth = This is not a date we can read. Year, month, day.
error-birth-missing = This club asks for a birth date.
error-birth-young = This club is open from the age of { $n }. Nothing was kept.
form-stale = The form was open for too long. Send it once more.
form-too-fast = Too many codes were asked for, for this address or from your connection. Wait ten minutes, then send the form once more.
toll-wait =
    { $n ->
        [one] Many people are asking for codes just now. Nothing you typed is lost: wait one second, then send the form once more.
       *[other] Many people are asking for codes just now. Nothing you typed is lost: wait { $n } seconds, then send the form once more.
    }
toll-work = Many people are asking for codes just now. Your browser is solving a small puzzle, then it goes on by itself.
passkey-note = Or without a code.
passkey-sign-in = Sign in with a passkey
passkey-stale = That took too long. Try once more.
passkey-unknown = Nobody here signs in with that passkey: it was removed, or belongs to something else. A code by mail always works.
passkey-refused = That passkey was not accepted. Try once more, or take a code by mail.
passkey-too-many = You have as many passkeys as one can have here. Remove one first.
passkey-given-up = No passkey was used. Try once more, or take a code by mail.
passkey-known = This device has a passkey for you already.
passkey-broken = That did not work. Look at your connection and try once more.
sign-in-title = Sign in
sign-in-note = No password to remember.
sign-in-go = Send me the code
sign-in-join = Not a member yet? Join
sign-in-shut = This club cannot send mail at the moment, so no code can reach you. Come back later.
code-title = Six digits
code-sent = If { $email } belongs to a member, a code is on its way. It works until { $time }.
code-sent-join = A code is on its way to { $email }. It works until { $time }.
code-note = Also look where unwanted mail goes.
code-label = The code from the mail
code-go = Sign in
code-join = Join
code-resend = Send another code
code-other-address = Use another address
code-wrong = { $n ->
    [one] These are not the digits. One try left.
   *[other] These are not the digits. { $n } tries left.
}
code-expired = This code has ended. Ask for another one.
code-spent = Five wrong tries. This code is closed; ask for another one.
code-other-browser = The code works only where you asked for it: in that browser, on that device.
link-title = Sign in to { $club }
link-about = You are one tap away. The link works once.
link-go = Sign in
link-dead = This link no longer works
link-dead-about = It was used, or it is too old. A new code takes a minute.
link-again = Ask for a new code
welcome-title = Welcome
welcome-label = You are in { $club }
welcome-number = No. { $number }
welcome-since = Member since { $date }. The number is yours and stays.
welcome-open = { $n ->
    [0] Posts appear here as they are made.
    [one] One post is open to you.
   *[other] { $count } posts are open to you.
}
welcome-account = Your account and card

# tiers and paying
tiers-title = Membership
tiers-came-back = Nothing was paid and nothing was charged.
tiers-period = Pay by
tiers-month = By the month
tiers-year = By the year
tiers-yours = Yours
tiers-included = Part of every membership
tiers-full = No places left
tiers-none = There is one membership, and it is free.
tiers-join-free = Begin with { $tier }
tiers-change = Change to { $tier }
tiers-leaving = Ends on any day, with two taps. Money goes straight to { $artist }.
membership-renews = Renews on { $date }
membership-ends = Ends on { $date }, everything stays open until then
membership-resume = Go on after all
membership-portal = Card and invoices
membership-cancel = End membership
change-title = Change to { $tier }
change-from = From
change-to = To
change-today = Today
change-nothing = Nothing
change-unknown = What { $tier } costs for the rest of this period, less what you have paid
change-next = Next payment
change-more = Everything you have now stays open.
change-less = Posts that open with { $tier } close again when the change takes effect.
change-pay = Change and pay { $amount }
change-go = Change to { $tier }
change-back = Stay in { $tier }
cancel-title = End { $tier }
cancel-then = { $tier } stays open until { $date } and is not renewed. You stay a free member with your number, and keep your name here. You can go on at any time before.
cancel-reason = What should { $artist } know?
cancel-reason-help = May stay empty. The club reads it.
cancel-go = End on { $date }
cancel-back = Stay
paying-title = Payment
paying-waiting = Asking the bank
paying-waiting-about = This takes a few seconds. The page moves on by itself.
paying-processing = Your bank has not answered yet
paying-processing-about = We keep your place and write to you; you can close this page.
paying-paid = { $item } is yours
paying-paid-about = Paid. What { $item } opens is open now.
paying-failed = The payment did not go through
paying-failed-about = Nothing was charged. Your bank may say why; another card may work.
paying-expired = The time for paying ran out
paying-expired-about = Nothing was charged and nothing is kept for you.
paying-refunded = The last place was gone
paying-refunded-about = Your payment arrived after the hold had ended. Your { $amount } is on its way back.
paying-order = Order
paying-retry = Try again
paying-look = Look now
way-home = To the front page

# account
account-title = Your account
account-membership = Membership
account-free = You are a free member.
account-given-endless = You have { $tier } as a gift of the club, for good.
account-given-until = You have { $tier } as a gift of the club, until { $date }, { $time }.
account-tiers = See what membership opens
account-change = Change membership
account-card = Card no. { $number }
account-orders = Orders and receipts
account-profile = You
account-email = Your address is { $email }.
account-mail = Mail
account-feed = Your feed
account-sessions = Devices
account-passkeys = Passkeys
account-data = Your data
account-data-about = Everything the club keeps about you, as files.
account-copy-text = A copy to read
account-copy-json = A copy for machines (JSON)
account-erase = Have everything erased
account-address = Your address
save-profile = Save
save-consents = Save these choices
mail-bouncing = Mail to { $email } comes back. Letters wait until a sign-in code arrives again.
mail-refused = You marked mail of this club as unwanted, so it sends none. Ticking a box below begins again.
feed-about = For your podcast or reading app: what you may hear and read, in one address. It is yours alone; whoever has it hears what you hear.
feed-url = Address of your feed
feed-once = Copy it now. It is shown this once.
feed-since = A feed exists since { $date }. Its address was shown once.
feed-make = Make a feed address
feed-renew = Make a new address, end the old one
feed-revoke = Close the feed
passkeys-about = Sign in with your finger, your face or your device’s PIN instead of a code. Nothing to remember, and nobody can fish for it.
passkey-nameless = A passkey
passkey-made = Made { $date }
passkey-used = last used { $date }
passkey-backed-up = kept safe by the maker of your device
passkey-elsewhere = made for another address, it opens nothing here
passkey-rename = Rename
passkey-remove = Remove
passkey-label = Name of the passkey
passkey-label-help = For you alone, to tell it from others.
passkey-add = Make a passkey
passkey-no-script = Making a passkey needs scripts, which are switched off in this browser.
passkey-cannot = This browser knows no passkeys. A code by mail always works.
session-this = this one
session-unknown = A browser
session-end = Sign out
session-times = Since { $started }, last seen { $seen }
sessions-end = Sign out everywhere else
sign-out = Sign out here
card-title = Membership card
card-name = Name
card-tier = Membership
card-since = Since
card-concerts = Concerts
card-back = Back to your account
orders-title = Orders and receipts
orders-none = Nothing bought yet.
orders-line = No. { $number }, { $date }
orders-receipt = Receipt
order-paid = paid
order-waiting = not paid yet
order-processing = waiting for the bank
order-partly-refunded = paid, part of it given back
order-refunded = given back
order-ended = never paid
receipt-title = Receipt { $number }
receipt-paid = Paid on { $date }, order { $order }
receipt-sandbox = Test money: this is not a receipt.
receipt-from = From
receipt-to = To
receipt-lines = What was bought
receipt-what = What
receipt-quantity = Number
receipt-amount = Amount
receipt-net = Net at { $rate }
receipt-tax = Tax { $rate }
receipt-total = Total
receipt-refund = Given back on { $date }, credit note { $note }
receipt-back = All orders

unsubscribe-title = Stop these letters?
unsubscribe-about = You agreed to:
unsubscribe-go = Stop them
unsubscribe-done = Stopped
unsubscribe-done-about = Nothing more comes under:
unsubscribe-undo = Start again
unsubscribe-dead = This link no longer works
unsubscribe-dead-about = In your account you choose what may reach you.
unsubscribe-account = To your account
report-title = Report this?
report-about = Somebody of the club looks at it. Whoever wrote it does not learn who reported it.
report-reason = What is wrong with it? May stay empty.
report-go = Report
report-back = Back
report-again = You reported this already. Somebody will look at it.

# when something is not there
error-403 = Not from here
error-403-about = This needs somebody who is signed in and may do it, and a page that was opened here.
error-404 = Nothing here
error-404-about = The address leads nowhere, or what stood here is gone.
error-409 = It changed in the meantime
error-409-about = Somebody, maybe you in another window, was faster. Look again before you go on.
error-429 = Too fast
error-429-about = { $n ->
    [one] Try again in one second.
   *[other] Try again in { $n } seconds.
}
error-429-soon = Try again in a minute.
error-500 = Something broke here, not with you
error-500-about = It is written down and somebody will mend it. A payment is not touched by this.
error-503 = Too many at once
error-503-about = The club is full for a moment. Try again in a few seconds.
error-reference = Reference { $reference }
error-search = Search the archive
error-again = Look again
message-already-member = You are a member already. Nothing was bought a second time.
message-tier-full = The last place went while you were choosing. Nothing was charged.
message-payments-off = This club takes no money at the moment.
message-provider-silent = The payment service does not answer. Nothing was charged; try again in a few minutes.
message-comment-gone = This is no longer on the page.
sleep-title = Be right back
sleep-about = The club is being mended. This page looks again by itself.
sleep-until = The club is being mended until about { $time }. This page looks again by itself.

# Cart, checkout, order.
cart-title = Your cart
cart-empty = Nothing in it yet.
cart-held = Order { $number } of { $total } is held for you until { $time }.
cart-processing = Order { $number } of { $total }: your bank has not answered yet. What it holds stays yours.
cart-held-look = See the order
cart-line-gone = Something that is not sold any more
cart-each = { $price } each
cart-left = { $n ->
    [one] { $left } left
   *[other] { $left } left
}
cart-quantity = How many of { $name }
cart-set = Change
cart-take-out = Take out
cart-holds-nothing = The cart keeps nothing back for you. Once you press Pay, everything in it is held while you pay.
cart-sum = Sum
cart-country = Sent to
cart-country-none = Choose a country
cart-code = Discount code
cart-reckon = Work it out
cart-plus-sending = Plus sending; choose the country to see what it costs.
cart-not-sent = Something in the cart is not sent to this country.
cart-pay = Pay { $total }
cart-on = On to payment, { $total }
cart-join = This club sells to its members. Joining is free and takes a minute; your cart waits.
cart-mend = Something in the cart cannot be had as it stands. Change it or take it out.
code-unknown = There is no such code.
code-not-yet = This code works from { $when } on.
code-over = This code has ended.
code-used-up = This code was used as often as it could be.
code-used-by-you = You have used this code already.
code-not-for-you = This code is for other members.
code-nothing-fits = This code is good for nothing in this cart.
sum-goods = Things
sum-discount = Code
sum-sending = Sending: { $zone }
sum-sending-free = free
sum-total = To pay
problem-gone = Not sold any more.
problem-sold-out = Sold out.
problem-fewer = Only { $n } left.
problem-age = It is for those of { $n } and older.
problem-already-held = You have this already.
problem-members-only = For members.
problem-months =
    { $n ->
        [one] It is for members of more than a month.
       *[other] It is for members of more than { $n } months.
    }
problem-not-for-you-tiers = For { $tiers }.
problem-not-for-you = Only for some members.
problem-opens-for-you = Opens for you on { $when }.
problem-not-yet = On sale from { $when }.
problem-over = The sale has ended.
problem-at-most = At most { $n } for one person, what you bought before included.
problem-unanswered = A question was left open. Take it out and choose it again.
problem-not-sent = Not sent to { $country }.
problem-on-its-own = This renews itself and is bought alone.
problem-sum-changed = The sum is { $total } now. Press again if that is right.
problem-years =
    { $n ->
        [one] It is for members of more than a year.
       *[other] It is for members of more than { $n } years.
    }
checkout-title = Where to
checkout-email-help = Your order, tickets and receipt go there.
checkout-address = Send it to
checkout-hold = Everything is held for you for { $n } minutes from the moment you press the button.
checkout-back = Back to the cart
address-name = Name
address-line1 = Street and number
address-line2 = More, if needed
address-postcode = Postcode
address-city = Town
address-region = State or province, where there is one
address-phone = Phone
address-phone-help = For the carrier only. May stay empty.
error-field-missing = This is needed.
error-field-long = This is too long.
order-title = Order { $number }
order-is-paid = Paid. A mail went to { $email }.
order-is-processing = Your bank has not answered yet. This can take days; everything stays held, and we write to you.
order-is-waiting = Not paid yet. Held for you until { $time }.
order-is-partly-refunded = Paid. Part of it was given back.
order-is-refunded = The money goes back to you.
order-is-ended = Never paid: nothing was charged and nothing is held.
order-pay = Pay now
order-let-go = Let it go
order-address = Goes to
order-join = Become a member with the same address, and this order is in your account.
line-ready = Yours
line-to-pack = Waits to be packed
line-packed = Packed, and leaves soon
line-partly-sent = Partly on its way
line-sent = On its way
line-partly-void = Part of it is yours; the rest was made void
line-void = Made void: it opens nothing any more
line-called-off = It does not take place; its money goes back
line-gone = Not to be had any more; its money goes back
line-refunded = Taken back; its money goes back
line-cancelled = Taken back
line-waiting = Being prepared
line-look = Open
notice-in-cart = It is in your cart.
notice-cart-full = The cart is full. Take something out first.
notice-cart-changed = Something cannot be had as it stands any more. Nothing was ordered; look below.

# Events and tickets.
nav-events = Concerts
events-title = Concerts
events-none = Nothing is announced at the moment.
event-cancelled = cancelled
event-cancelled-about = This evening does not take place. Whoever paid gets the money back.
event-times = doors { $doors }, start { $starts }
event-zone = Time in { $zone }
event-over = This evening is over.
event-calendar = Add to the calendar
event-tickets = Tickets
event-no-tickets = Tickets are not on sale here.
window-age = From the age of { $n }: { $when }, { $time }
window-everybody = For everybody: { $when }, { $time }
window-tiers = For { $tiers }: { $when }, { $time }
window-some = For some members: { $when }, { $time }
window-members = For all members: { $when }, { $time }
window-mine = That is you.
window-months =
    { $n ->
        [one] For members of more than a month: { $when }, { $time }
       *[other] For members of more than { $n } months: { $when }, { $time }
    }
window-years =
    { $n ->
        [one] For members of more than a year: { $when }, { $time }
       *[other] For members of more than { $n } years: { $when }, { $time }
    }
event-how-many = How many
event-names = Names on the tickets
event-names-about = As on the card that is shown at the door.
event-others-empty = Leave the rows behind your last ticket empty.
event-name = Ticket { $n }
event-put = Put into the cart
tickets-title = Your tickets
tickets-none = No tickets yet.
ticket-number = no. { $number }
ticket-void = This ticket opens nothing any more.
ticket-code = Code of ticket { $number }, to be scanned at the door
ticket-kind = Ticket
ticket-holder = Name
ticket-no = Number
ticket-about = Show this at the door. Once opened, it opens again here without a network; you can also print it.
ticket-event = About the evening
ticket-pdf = Take it as PDF
order-tickets-pdf = All tickets as PDF
receipt-pdf = Take it as PDF
receipt-credit-pdf = PDF
account-tickets = Your tickets

# the shop
nav-shop = Shop
shop-empty = Nothing is for sale at the moment.
shop-from = from { $price }
shop-usually = Usually
shop-your-price = Your price as a member.
shop-price-tier = { $price } with { $tier }
shop-price-members = { $price } for members
shop-price-some = { $price } for some members
shop-only-tier = For members of { $tier }
shop-only-members = For members
shop-sold-out = Sold out
shop-quantity = How many
shop-add = Put into the cart
shop-at-most = { $n ->
    [one] One for each person.
   *[other] At most { $most } for each person.
}
shop-files-only = { $n ->
    [one] A file to keep: you can get it again whenever you like.
   *[other] { $n } files to keep: you can get them again whenever you like.
}
shop-files-too = { $n ->
    [one] With a file to keep, at once.
   *[other] With { $n } files to keep, at once.
}
downloads-title = Your files
downloads-about = What you bought stays here. Get it again whenever you like.
downloads-bought = Bought on { $date }
downloads-none = You have not bought any files yet.
nav-experiences = Backstage
account-bookings = Your bookings
account-downloads = Your files
experiences-title = Backstage
experiences-about = Come closer: dates with { $artist }, a few places each.
experiences-none = Nothing to come for right now. { $artist } will say so when there is.
experience-at = { $day }, { $time }
experience-until = until { $time }
experience-none-to-come = No date to come
experience-price = { $price } a place
experience-left = { $n ->
    [one] { $left } place left
   *[other] { $left } places left
 }
experience-full = full
experience-place = Where
experience-clock = Clock of
experience-per-place = One place
experience-bring = You can bring
experience-guests = { $n ->
    [0] nobody
    [one] one person
   *[other] { $n } people
 }
experience-age = Age
experience-from-age = { $n } and older, on the day
experience-terms = If you cannot come
experience-book = Book places
experience-when = Which date
experience-name = Your name, as the crew will call it
experience-guests-who = { $n ->
    [one] Who comes along (leave empty to come alone)
   *[other] Who comes along (leave empty whom you do not bring)
 }
experience-guest = Guest { $n }
experience-born = Your date of birth
experience-born-help = Only to see that you are { $n } by then. It is not kept.
experience-guests-of-age = Everybody I bring is at least { $n } on the day.
experience-into-cart = Put into the cart
experience-cart-holds = Each person is one place. The cart holds nothing: places are yours once you pay.
field-optional = (may stay empty)
error-slot-missing = Choose a date.
error-slot-full = Fewer places are left on this date than people you named.
error-slot-held = You have places on this date already.
error-guest-name = A name of at most 80 characters.
error-too-many-guests = You can bring { $n } at most.
error-answer = This needs an answer of at most 300 characters.
error-born = A date of birth: day, month and year.
error-too-young = Only for people who are { $n } on the day.
error-guests-of-age = Everybody has to be { $n } on the day.
error-agreed = Without this agreement there is no place.
bookings-title = Your bookings
bookings-none = You have booked nothing yet.
booking-booked = Booked
booking-moved = Booked, on its new date
booking-over = Over
booking-given-up = Given back
booking-cancelled = Cancelled by the artist; your money goes back
booking-agreed = What you agreed to on { $date }
booking-calendar = Put into your calendar

# another address
address-new = Another address
address-help = We write to both addresses. You move once both have said yes.
address-go = Move to this address
address-error-missing = The letter needs an address to go to.
address-error-same = This is the address you have.
address-waits = You are moving to { $email }. Both addresses have a letter; answer both by { $date }, { $time }.
address-agreed = has said yes
address-asked = has not answered yet
address-give-up = Stay with the address I have
move-title = Move to another address?
move-about = Your account with { $club } will belong to { $email }.
move-go = Yes, move it
move-waits = This address has said yes
move-waits-about = The other one has a letter too. Once it has said yes, your account moves to { $email }.
move-moved = Moved
move-moved-about = From now on you sign in with { $email }, and letters go there.
move-taken = Nothing was moved
move-taken-about = Another member already has { $email }.
move-dead = This link no longer works
move-dead-about = It was used, given up, or is too old. You can ask again in your account.
move-account = To your account

# being erased
erasure-title = Have everything erased
erasure-about = { $club } forgets you: at once, for good, also in backups that are put back later.
erasure-then = What happens then
erasure-goes = Your name, address, birth date, agreements, comments, devices and every letter to you are gone. Nobody can bring them back, not even you.
erasure-membership = Your membership ends now.
erasure-refund-nothing = What was paid is not given back.
erasure-refund-rest = You get back what you paid for the time that is left.
erasure-refund-whole = You get your last payment back.
erasure-to-come = { $n ->
    [one] You have a ticket or booking for something to come. It stays good without your name: keep its page or its code first.
   *[other] You have { $n } tickets or bookings for something to come. They stay good without your name: keep their pages or codes first.
}
erasure-to-send = { $n ->
    [one] One order is not sent yet. Its address stays readable until it is.
   *[other] { $n } orders are not sent yet. Their addresses stay readable until they are.
}
erasure-papers = { $n ->
    [one] The law wants papers of orders kept: they are sealed, for one more calendar year, then they go too.
   *[other] The law wants papers of orders kept: they are sealed until { $n } calendar years have passed, then they go too.
}
erasure-number = Your number stays empty; nobody else gets it.
erasure-copy-first = Take a copy before:
erasure-provider = Delete me at the payment provider too
erasure-provider-help = Cards kept there are gone. What you paid stays in its books.
erasure-email = Your address, typed once more
erasure-email-help = So that nobody does this by mistake.
erasure-email-wrong = This is not the address of this account.
erasure-go = Erase everything
erasure-back = Keep my account

# by request or invitation
notice-invitation-taken = That invitation lets nobody in any more. You can give another one.
join-invited = You are invited.
join-invited-by = { $name } invites you.
join-request-about = { $artist } lets people in one after another. Answer, prove your address, and you stand in the queue.
join-invitation-about = This club is entered by invitation.
field-invitation = Code of your invitation
field-invitation-help = Twenty letters and digits, from a link or from paper. Works once.
field-invitation-help-request = May stay empty. With one you need not wait.
error-invitation = This invitation lets nobody in: it was used, taken back, or mistyped.
error-invitation-missing = Nobody comes in here without an invitation.
error-door-answer = This question wants an answer.
queue-title = You stand in the queue
queue-about = You are no. { $position } in the queue, since { $date }.
queue-keep = Keep this address to see how far it is. A letter comes as soon as you are in.
queue-in = You are in
queue-in-about = The club has let you in. The letter has a link, or sign in with your address.
queue-no = Not this time
queue-no-about = The club has not let you in. What you told it is forgotten when you ask for it.
queue-sign-in = Sign in
account-invitations = Your invitations
account-invited-by = { $name } invited you.
invitations-left = { $n ->
    [0] You have no invitation left to give.
    [one] You have one invitation left to give.
   *[other] You have { $n } invitations left to give.
}
invitation-url = Send this to one person
invitation-once = Shown only now. On paper: { $code }
invitation-make = Make an invitation
invitation-made = made { $date }
invitation-used = used
invitation-used-by = { $name } came in
invitation-revoke = Take back
