studio-account = You and this studio
studio-account-factor = Second factor
studio-account-sessions = Where you are signed in
studio-acts = What can be done
studio-all = All
studio-as-table = The same as a table
studio-audience-everyone = Everyone
studio-audience-member = All members
studio-audience-tier = { $tier }
studio-audience-tier-up = { $tier } and up
studio-cancel-lines = Take something back without money
studio-cancel-lines-go = Take it back
studio-cancel-lines-what = Tickets are voided, parcels are not packed, a place is free again. The money stays; giving it back is an act of its own.
studio-change = Change
studio-code-again = Another code
studio-code-field = The six digits from the mail
studio-code-six = Six digits, as in the mail.
studio-code-spent = This code is over, or belongs to another browser. Ask for another one.
studio-code-title = Six digits
studio-code-what = If { $address } belongs to the crew, a mail with six digits is on its way. They work for ten minutes, in this browser.
studio-code-wrong =
    { $n ->
         [one] That is not the code. One try is left.
        *[other] That is not the code. { $n } tries are left.
    }
studio-codes-kept = They are kept safe
studio-codes-once = Each of these codes works once, when your phone is not at hand. They are shown now and never again: print them or write them down.
studio-codes-title = Recovery codes
studio-coming-post = { $title } goes live
studio-coming-up = Coming up
studio-comment-hidden = hidden
studio-condition = Condition
studio-condition-count =
    { $n ->
         [one] { $n } member
        *[other] { $n } members
    }
studio-condition-everyone = Open to everybody, signed in or not.
studio-condition-means = Read as: { $line }
studio-condition-no-count = no count
studio-condition-words = You can use:
studio-condition-wrong = At letter { $at }: expected { $expected }.
studio-consent-never = Never
studio-consent-taken-back = Taken back
studio-consent-yes = Yes
studio-crew-email = E-mail
studio-crew-factor = Second factor
studio-crew-invite = Invite somebody
studio-crew-invite-go = Send the invitation
studio-crew-invite-then = They get a mail and sign in with six digits. Before money or files they set up a second factor.
studio-crew-known = Somebody with this address works here already.
studio-crew-name = Name
studio-crew-name-missing = A name of at most { $n } characters.
studio-crew-revoke = Take access away
studio-crew-role = Role
studio-crew-role-of = Role of { $name }
studio-crew-roles = What each role can get hold of
studio-crew-what = Who works here, and what they can get hold of.
studio-done-of = { $done } of { $all }
studio-email-wrong = This is not an e-mail address.
studio-error-about-broken = It is written down for whoever runs the club. Look whether your last change was kept before you repeat it.
studio-error-about-busy = The club has its hands full for a moment. Nothing was changed; go back and try again in a few seconds.
studio-error-about-forbidden = Your role does not open this. An owner of the club can change that under Crew.
studio-error-about-form = What the page sent was not complete. Nothing was changed; go back, load the page again and repeat it.
studio-error-about-many = { $n ->
        [0] That was too often in a short time. Try again in a moment.
        [one] That was too often in a short time. Try again in a minute.
       *[other] That was too often in a short time. Try again in { $n } minutes.
    }
studio-error-about-none = The address leads nowhere, what stood here is gone, or your role does not open it.
studio-error-broken = Something broke here, not with you
studio-error-busy = Too much at once
studio-error-forbidden = Not yours to open
studio-error-form = That could not be read
studio-error-home = Back to this week
studio-error-many = Too fast
studio-error-none = Nothing here
studio-error-reference = Reference { $reference }
studio-event-asked = Sent to the checkout, attempt { $n }
studio-event-delivered = Delivered: { $thing }
studio-event-ended = The hold ended unpaid
studio-event-ordered = Order written
studio-event-paid = Paid, { $amount }
studio-event-refund = Refund of { $amount } decided
studio-event-refunded = { $amount } given back
studio-export-broke = Something broke while it was written. It is safe to ask again.
studio-export-by = Asked by
studio-export-check = Compare with the file you have: sha256sum on Linux, shasum -a 256 on a Mac, Get-FileHash on Windows.
studio-export-csv = CSV, for spreadsheets
studio-export-date = When
studio-export-download = Download { $bytes }
studio-export-expected = Expected
studio-export-expired = Deleted after a day
studio-export-failed = The file was not written. Nothing is left behind.
studio-export-file = File
studio-export-form = Form of the file
studio-export-go =
    { $n ->
         [one] Export { $n } member
        *[other] Export these { $n }
    }
studio-export-leave = You may leave this page; the file waits for you here.
studio-export-new = Export members
studio-export-no-room = The disk has too little room for this file.
studio-export-not-written = Not written
studio-export-over = This file was deleted 24 hours after it was written. Its figures stay here and in the journal.
studio-export-progress = Rows written
studio-export-proof = Proof
studio-export-proved = Expected { $expected }, wrote { $written }
studio-export-ready = Ready
studio-export-so-far = { $written } of { $expected } rows written.
studio-export-state = State
studio-export-then =
    { $n ->
         [one] one row with name, address, tier and consents goes
        *[other] { $n } rows with names, addresses, tiers and consents go
    } into a private file on this server. It is deleted after 24 hours, and the journal says who asked.
studio-export-until = Here until
studio-export-waiting = Being written
studio-export-written = Written
studio-export-zip = Zip: the CSV and a manifest that proves it
studio-exports-empty = No export yet
studio-exports-empty-what = The member file is yours. An export writes all of it as CSV, says how many rows were expected and written, and gives the checksum.
studio-exports-what = Each with its count and checksum. Files are deleted after 24 hours.
studio-factor-by-hand = Or type this key by hand:
studio-factor-code = The six digits your app shows
studio-factor-codes-left =
    { $n ->
         [0] No recovery codes are left.
         [one] One recovery code is left.
        *[other] { $n } recovery codes are left.
    }
studio-factor-go = Go on
studio-factor-lost = No phone at hand? One of your recovery codes works here too.
studio-factor-off = Not set up
studio-factor-on = Set up
studio-factor-on-go = Switch it on
studio-factor-picture = QR code for the authenticator app
studio-factor-prove = Prove that it works
studio-factor-scan = Scan this with an authenticator app
studio-factor-scan-what = Any app for one-time codes will do. The picture is drawn here and sent nowhere.
studio-factor-set-up = Set it up
studio-factor-title = Once more, because it matters
studio-factor-what = Money and files ask for a fresh code from your authenticator app.
studio-factor-why = Exports, refunds, crew and keys ask for it. It takes one minute.
studio-factor-wrong = That code does not fit. Wait for the next one.
studio-factor-wrong-new = That code does not fit. Scan the new picture, the old one is void.
studio-find = Find
studio-find-and-account = Find, and your account
studio-find-what = Member or order
studio-first-page = First page
studio-history-agreed = Agreed to: { $purpose }
studio-history-began = Began { $tier }
studio-history-ended = { $tier } ended
studio-history-joined = Joined ({ $source })
studio-history-paid = Paid { $what }, { $amount }
studio-history-withdrew = Took back: { $purpose }
studio-holds-banned = Banned
studio-holds-free = Free
studio-holds-grace = Payment fails
studio-holds-grace-until = Grace until { $date }
studio-holds-leaving = Leaving
studio-holds-leaving-on = Ends { $date }
studio-holds-paying = Paying
studio-journal-by-crew = the crew
studio-journal-by-member = a member
studio-journal-by-operator = at the command line
studio-journal-by-system = by itself
studio-journal-comment-ban = Banned a comment’s author
studio-journal-comment-hide = Hid a comment
studio-journal-comment-keep = Kept a reported comment
studio-journal-comment-show = Showed a comment again
studio-journal-crew-invited = Invited somebody to the crew
studio-journal-crew-recovery-code-used = Used a recovery code
studio-journal-crew-revoked = Took access away
studio-journal-crew-role-changed = Changed a role
studio-journal-crew-second-factor-set = Set up the second factor
studio-journal-empty = Nothing has happened yet.
studio-journal-look-changed = Changed the look
studio-journal-look-reset = Put the look back
studio-journal-member-banned = Banned a member
studio-journal-member-joined = Joined
studio-journal-member-unbanned = Let a member in again
studio-journal-members-export-fetched = Fetched the member file
studio-journal-members-export-requested = Asked for the member file
studio-journal-members-exported = Wrote the member file
studio-journal-order-disputed = A bank disputed a payment
studio-journal-order-line-cancelled = Took something back
studio-journal-order-refunded = Gave money back
studio-journal-payment-doubled = A second payment came, and goes back
studio-journal-refund-at-provider = Money was given back at Stripe
studio-journal-settings-changed = Changed the settings
studio-journal-tier-changed = Changed a tier
studio-journal-tier-closed = Closed a tier
studio-journal-tier-created = Opened a tier
studio-journal-tier-opened = Opened a tier again
studio-journal-what = What was done, when and by whom. Nothing here can be changed.
studio-key-find = Into the search field
studio-key-new = Something new on this page
studio-key-save = Save
studio-keys = Keys
studio-kind-membership = Memberships
studio-latest-posts = Latest posts
studio-left-cancelled = { $n } cancelled
studio-left-other = { $n } other
studio-left-refunded = { $n } refunded
studio-left-unpaid = { $n } no longer paid
studio-line-delivered = Delivered { $time }
studio-line-gone = Gone, given back
studio-line-revoked = Taken back
studio-line-trouble = Waiting: { $error }
studio-line-void = Never paid
studio-line-waiting = Waiting
studio-link-over = This link has been used or is too old.
studio-link-title = Come in
studio-link-what = One tap signs this browser in.
studio-look-live = Put live
studio-look-no-color = A colour is written like #11523c.
studio-look-pick = Pick: { $what }
studio-look-preview = Preview of your club with these settings
studio-look-preview-what = The real page in your theme. Fans see the last version you put live.
studio-look-reset = Back to the theme as it came
studio-look-summary = Theme “{ $theme }”. Fans see the last version you put live.
studio-look-try = Try in the preview
studio-look-unknown = The theme does not know this.
studio-look-unreadable = On { $against } this is { $is } to 1; { $needs } is needed for everyone to read it.
studio-mail-code = Type these six digits in the browser where you asked. They work for ten minutes.
studio-mail-code-link = Or open the studio by this link
studio-mail-code-not-you = If it was not you, nothing happens.
studio-mail-code-subject = { $code } lets you into the studio of { $club }
studio-mail-invited = { $by } asked you to the crew of { $club }, as { $role }.
studio-mail-invited-how = Sign in with this address: six digits come by mail.
studio-mail-invited-subject = You are asked to the crew of { $club }
studio-mailing = Mail to members
studio-mailing-cancelled = Given up
studio-mailing-now =
    { $n ->
         [0] Nobody to mail
         [one] Mail it to { $n } member
        *[other] Mail it to { $n } members
    }
studio-mailing-pause = Pause
studio-mailing-paused = Paused
studio-mailing-progress = { $sent } of { $expected } sent, { $failed } failed.
studio-mailing-ready = Ready
studio-mailing-resume = Go on
studio-mailing-sending = Going out
studio-mailing-sent = Sent
studio-mailing-test = Send me a test
studio-mailing-what = Nobody was written to about this post.
studio-media-alt = What one sees, for those who do not
studio-media-alt-help = One sentence. Screen readers say it, and it shows while the picture loads.
studio-media-artist = By
studio-media-bytes = Size
studio-media-caution = Ready, not on every phone
studio-media-delete = Delete { $bytes }
studio-media-delete-then = The file and its smaller sizes are deleted from the store. This cannot be undone.
studio-media-delete-title = Delete it
studio-media-duration = Length
studio-media-facts = Facts
studio-media-failed = Cannot be used
studio-media-files = Files
studio-media-films = Films
studio-media-name = File
studio-media-none = No files of this kind.
studio-media-photos = Pictures
studio-media-processing = being made ready
studio-media-ready = Ready
studio-media-since = Since
studio-media-size = Pixels
studio-media-sounds = Sounds
studio-media-title = Title
studio-media-type = Kind
studio-media-unused = In no post.
studio-media-used = Used in
studio-media-what = Newest first. A picture stands in a post’s text by ![](asset:…), everything else is attached.
studio-media-words = Words
studio-member-agreed = Agreed to
studio-member-agreed-nothing = Nothing
studio-member-ban = Keep somebody out
studio-member-ban-go = Ban { $name }
studio-member-ban-then = They can sign in no longer, see nothing for members, and their comments stay hidden. A running membership is not refunded by this.
studio-member-banned = Banned
studio-member-banned-what = They cannot sign in.
studio-member-born = Born
studio-member-born-known = known, never shown
studio-member-born-unknown = not asked
studio-member-comments = Comments
studio-member-country = Country
studio-member-ends = Ends
studio-member-gone = Somebody who is no longer here
studio-member-history = History
studio-member-history-none = Nothing yet.
studio-member-language = Language
studio-member-last-seen = Last here
studio-member-membership = Membership
studio-member-name = Name
studio-member-next = Next payment
studio-member-no = No. { $n }
studio-member-no-tier = No tier
studio-member-note = Note
studio-member-note-help = Seen by the crew only.
studio-member-number = No.
studio-member-only-they = Only { $name } can turn these on.
studio-member-person = Person
studio-member-since = Since
studio-member-state = State
studio-member-tag = Tag
studio-member-tags = Tags
studio-member-tags-note = Tags and note
studio-member-tier = Tier
studio-member-unban = Let in again
studio-members-all = All members
studio-members-choose = Choose rows to tag them
studio-members-choose-one = Choose { $name }
studio-members-choose-page = Choose all on this page
studio-members-chosen = chosen
studio-members-count =
    { $n ->
         [0] Nobody yet
         [one] { $n } person
        *[other] { $n } people
    }
studio-members-empty = Nobody yet
studio-members-empty-filter = Nobody fits this search. Take a filter away.
studio-members-empty-what = Members appear here the moment they join, with their number and date.
studio-members-export = Export
studio-members-found =
    { $n ->
         [one] { $n } of { $all }
        *[other] { $n } of { $all }
    }
studio-members-search = Name, e-mail or number
studio-members-show = Show
studio-members-shown = { $n } shown of { $found }
studio-menu = Menu
studio-nav-club = See the club
studio-nav-crew = Crew
studio-nav-exports = Exports
studio-nav-house = House
studio-nav-journal = Journal
studio-nav-look = Look
studio-nav-media = Media
studio-nav-members = Members
studio-nav-orders = Orders
studio-nav-people = People
studio-nav-posts = Posts
studio-nav-reports = Reports
studio-nav-sell = Sell
studio-nav-settings = Settings
studio-nav-steps = First steps
studio-nav-thumb = Main rooms
studio-nav-tiers = Tiers
studio-nav-week = This week
studio-nav-week-short = Week
studio-nav-words = Words
studio-needs-nothing = Nothing waits for you.
studio-needs-you = Needs you
studio-next-page = Next page
studio-no = no
studio-none = None
studio-not-now = Not now
studio-not-saved = Not saved yet. What is missing stands at its field.
studio-nothing-like-that = Nothing like that here.
studio-older = Older
studio-order = Order
studio-order-address = Goes to
studio-order-awaiting = Awaiting payment
studio-order-buyer = Bought by
studio-order-check = Check with Stripe
studio-order-check-sandbox = Check with the test checkout
studio-order-date = Date
studio-order-delivery = Delivered
studio-order-ended = Never paid
studio-order-held = Held until
studio-order-history = What happened
studio-order-lines = What was bought
studio-order-number = Order { $n }
studio-order-paid = Paid
studio-order-payment = Payment
studio-order-payments = Money
studio-order-price = Price
studio-order-quantity = How many
studio-order-receipt = Receipt
studio-order-refund = Refund
studio-order-refunded = With refunds
studio-order-state = State
studio-order-sum = Sum
studio-order-tax = VAT
studio-order-test-money = Test money
studio-order-thing = Thing
studio-order-undelivered = Paid, not delivered
studio-order-what = What
studio-orders-empty = No orders like that
studio-orders-empty-what = Every payment has its order, renewals too.
studio-orders-none = No orders yet
studio-orders-none-what = The first one stands here a moment after somebody pays; renewals of memberships too.
studio-orders-search = Number or e-mail
studio-orders-what = Newest first. Renewals are orders too.
studio-post-asset-gone = A file of this post does not exist any more.
studio-post-at = Publish on
studio-post-at-missing = Say when: a day and a time.
studio-post-at-past = This moment has passed.
studio-post-attached = In this post
studio-post-bold = Bold
studio-post-by-condition = By a condition
studio-post-comments = Comments
studio-post-comments-open = Members may comment
studio-post-date = Date
studio-post-delete = Delete this post
studio-post-deleted = Deleted
studio-post-draft = Draft
studio-post-edit = Edit post
studio-post-excerpt = What the others read
studio-post-excerpt-help = Those who may not open the post read this. Empty: they see the title and what opens it.
studio-post-files = Files
studio-post-files-elsewhere = Files are added in Media, then ticked here.
studio-post-files-none = Nothing attached.
studio-post-heading = Heading
studio-post-is-deleted = This post is deleted.
studio-post-italic = Italic
studio-post-lead = At the top
studio-post-link = Link
studio-post-list = List
studio-post-live = Live
studio-post-mail-to =
    { $n ->
         [0] Mail it when it goes live: nobody agreed to news and may open it yet
         [one] Mail it when it goes live, to the { $n } who agreed to news and may open it
        *[other] Mail it when it goes live, to the { $n } who agreed to news and may open it
    }
studio-post-markdown = Markdown: **bold**, _italic_, ## heading, [link](https://…), an empty line between paragraphs.
studio-post-open = See it
studio-post-others-see = Everybody else sees the title, the words and picture you choose below, and what opens it. Nothing of the rest is sent to them.
studio-post-publish = Publish: { $reach }
studio-post-quote = Quote
studio-post-save-live = Save, it is live
studio-post-saved-at = saved { $time }
studio-post-schedule = Schedule
studio-post-scheduled = Scheduled
studio-post-stale = Somebody else saved this post meanwhile. Nothing was overwritten; your words are still here. Open it in another window and compare.
studio-post-state = State
studio-post-take-back = Take back
studio-post-teaser = For everybody else
studio-post-teaser-help = A picture everybody may see. None: a few pixels of the first one.
studio-post-teaser-picture = Picture for everybody
studio-post-text = Text
studio-post-text-what = What is new?
studio-post-title = Title
studio-post-title-missing = It needs a title before it can be published.
studio-post-too-many = At most { $n } files in one post.
studio-post-tools = Text
studio-post-untitled = Without a title
studio-post-when = When
studio-post-who = Opens for
studio-post-who-line = By condition: { $line }
studio-post-who-opens = Who opens it
studio-post-withdraw = Back to a draft
studio-post-write = Write a post
studio-post-zone = Clock of { $zone }.
studio-posts-count =
    { $n ->
         [0] Nothing written yet
         [one] { $n } post
        *[other] { $n } posts
    }
studio-posts-empty = Say the first word
studio-posts-empty-what = A picture from the rehearsal, thirty seconds of sound, three sentences. Members get it first.
studio-posts-first = Write the first post
studio-posts-ghost-text = Take one, recorded on the phone, for everybody who came in early.
studio-posts-ghost-title = From the rehearsal room
studio-posts-none = Nothing written yet.
studio-preview = Preview
studio-preview-open = Open in a window
studio-preview-what = What those who may open it read. The theme dresses it on the real page.
studio-price-decimals = { $currency } has { $n } decimals.
studio-price-whole = Whole { $currency }, there are no parts.
studio-price-wrong = An amount such as { $example }.
studio-price-zero = A price is more than nothing. For free members no tier is needed.
studio-proof-compared =
    { $n ->
         [one] { $n } payment looked at just now.
        *[other] { $n } payments looked at just now.
    }
studio-proof-how = Counted are paid lines that were neither delivered nor given back.
studio-proof-none = Paid but not delivered: 0
studio-proof-some = Paid but not delivered: { $n }
studio-proof-what = Delivery is tried again by itself. Open the order to see why it waits.
studio-purpose-news = News
studio-purpose-offers = Offers
studio-purpose-other = Other
studio-purpose-partners = Partners
studio-refund = Give money back
studio-refund-amount = A sum
studio-refund-amount-how = How much, if it is a sum
studio-refund-asking = on its way
studio-refund-done = done
studio-refund-go = Give back { $amount }
studio-refund-goods = What was bought
studio-refund-keep = Stays with the buyer
studio-refund-look = See what would happen
studio-refund-lost = Is taken back but not sold again
studio-refund-refused = refused by the provider
studio-refund-shelf = Comes back and can be sold again
studio-refund-then = what was bought is taken back at once and can be sold again, a membership ends with it, and { $amount } leave your account.
studio-refund-then-kept = { $amount } leave your account; what was bought stays with the buyer.
studio-refund-then-lost = what was bought is taken back at once and not put on sale again, a membership ends with it, and { $amount } leave your account.
studio-refund-what = { $thing }, bought by { $buyer }.
studio-refund-which = Which
studio-refund-whole = Everything that is left
studio-report-ban = Hide and ban the author
studio-report-held = Hidden until you decide
studio-report-hide = Hide
studio-report-keep = Keep it
studio-report-no-reason = no reason given
studio-report-reason = { $name }: { $reason }
studio-report-shown = Still shows
studio-report-under = under
studio-reports-empty = Nothing was reported
studio-reports-empty-what = When a member reports a comment it waits here. Two reports hide it until somebody has looked.
studio-reports-what = One queue, oldest first. Two reports hide a comment until you decide.
studio-role-door = door
studio-role-door-what = Tickets at the gate.
studio-role-editor = editor
studio-role-editor-what = Posts and media.
studio-role-manager = manager
studio-role-manager-what = The member file, money, and everything that is published.
studio-role-moderator = moderator
studio-role-moderator-what = Comments and reports.
studio-role-owner = owner
studio-role-owner-what = Everything, crew and keys included.
studio-role-shop = shop
studio-role-shop-what = Orders and packing.
studio-said-crew-changed = The role is changed.
studio-said-crew-invited = The invitation is on its way.
studio-said-crew-last-owner = Not changed: the club would be left without an owner.
studio-said-crew-revoked = Access is taken away, in every browser.
studio-said-job-again = It is tried again now.
studio-said-lines-cancelled = Taken back. No money was moved.
studio-said-look-live = The new look is live.
studio-said-look-reset = The theme is as it came.
studio-said-mailing-begun = The mail is going out.
studio-said-mailing-not-now = That is not possible now: publish the post first, or it has been sent already.
studio-said-mailing-paused = Paused. What had left has left.
studio-said-mailing-resumed = It goes on where it stopped.
studio-said-mailing-tested = The test is on its way to you.
studio-said-media-deleted = The file is deleted.
studio-said-media-in-use = A post uses this file. Take it out there first.
studio-said-member-banned = Banned. They are signed out everywhere.
studio-said-member-unbanned = Let in again.
studio-said-nothing-cancelled = There was nothing to take back.
studio-said-order-changed = Somebody gave money back meanwhile. Look at the order again first.
studio-said-order-checked = Checked with the provider. This is how it stands.
studio-said-order-refunded = The money is on its way back.
studio-said-order-refunded-before = This was given back before.
studio-said-order-unanswered = The provider did not answer. Nothing was changed; try again in a minute.
studio-said-post-deleted = The post is deleted.
studio-said-post-published = Live.
studio-said-post-restored = The post is back.
studio-said-post-saved = Saved.
studio-said-post-scheduled = Scheduled. It goes live by itself.
studio-said-post-withdrawn = A draft again. Nobody sees it.
studio-said-refund-no-amount = Type a sum above nothing, for example 12.50.
studio-said-refund-too-much = That is more than is left of what was paid.
studio-said-refund-too-precise = This currency has fewer decimals.
studio-said-refund-which = Choose what to give back.
studio-said-report-banned = The author is banned, their comments are hidden.
studio-said-report-gone = This comment is no longer there.
studio-said-report-hidden = The comment is hidden.
studio-said-report-kept = The comment stays.
studio-said-report-shown = The comment shows again.
studio-said-saved = Saved.
studio-said-session-ended = That browser is signed out.
studio-said-tag-added = The tag is set.
studio-said-tag-nothing = Nothing was tagged: choose rows and write a tag.
studio-said-tag-removed = The tag is taken away.
studio-said-tags-added = The tag is set.
studio-said-tags-removed = The tag is taken away.
studio-said-tier-closed = The tier is closed for new members.
studio-said-tier-created = The tier is open.
studio-said-tier-opened = The tier is open again.
studio-said-tier-saved = The tier is saved.
studio-save = Save
studio-session-device = { $browser } on { $system }
studio-session-end = End it
studio-session-facts = since { $since }, last used: { $seen }
studio-session-here = this one
studio-session-unknown = Unknown browser
studio-settings-address = Address
studio-settings-age = Minimum age
studio-settings-age-help = Checked only when the birth date is asked for.
studio-settings-age-wrong = A whole number from 0 to { $n }.
studio-settings-answers = Who answers
studio-settings-artist = Artist
studio-settings-artist-help = As fans read it, on every page and in every letter.
studio-settings-artist-wrong = A name of at most { $n } characters.
studio-settings-birth = Asks for the birth date
studio-settings-birth-ask = Ask for the birth date at joining. It is never shown.
studio-settings-change = Change settings
studio-settings-country = Country
studio-settings-country-help = Where you do business. It decides from which age somebody may agree to mails by themselves.
studio-settings-currency = Currency
studio-settings-file = From club.toml
studio-settings-file-what = These stand in the club’s configuration file and are changed by whoever runs the server.
studio-settings-first = First language
studio-settings-first-help = For whoever asks for none of the others. Its pages have the short addresses; links that were shared before keep working only if it stays.
studio-settings-from = Mail comes from
studio-settings-guests = Guests may buy
studio-settings-guests-ask = People who are not members may buy with an e-mail address.
studio-settings-joining = Joining and buying
studio-settings-languages = Languages
studio-settings-link-wrong = This is not a whole address. It begins with https://
studio-settings-links-help = Whole addresses of pages of your own. Each that is filled in is linked at the foot of every page.
studio-settings-mail = Mail leaves
studio-settings-name = Name
studio-settings-offered = Offered
studio-settings-own = The club’s own words
studio-settings-own-address = Who answers for the club
studio-settings-own-address-help = Name and postal address, in one line. It stands at the foot of every page and on receipts.
studio-settings-own-imprint = Imprint
studio-settings-own-privacy = Privacy
studio-settings-own-tagline = Line under the name
studio-settings-own-terms = Terms of sale
studio-settings-own-who = An owner of the club can change these.
studio-settings-payments = Payments
studio-settings-payments-off = off
studio-settings-payments-sandbox = test money
studio-settings-payments-stripe = Stripe
studio-settings-reply = Answers to mails go to
studio-settings-reply-help = Empty: to the address mails come from.
studio-settings-reply-wrong = This is not a complete e-mail address.
studio-settings-tagline-help = One sentence, or nothing.
studio-settings-theme = Theme
studio-settings-zone = Time zone
studio-sign-in = Come in
studio-sign-in-no-mail = This club cannot send mail yet, so nobody can be let in. Whoever runs the server sets mail.url in club.toml.
studio-sign-in-send = Send six digits
studio-sign-in-title = The studio
studio-sign-in-what = For the artist and the crew. Your address is enough, we send six digits.
studio-sign-out = Sign out
studio-skip = Skip to content
studio-step-address-name = Name and address of the club
studio-step-address-time = done
studio-step-address-what = Set at the founding.
studio-step-factor-go = Set it up
studio-step-factor-name = A second factor for the crew
studio-step-factor-proof = set up
studio-step-factor-time = about 1 minute
studio-step-factor-what = Money and files ask for it. Any authenticator app will do.
studio-step-mail-name = Mail leaves
studio-step-mail-proof = set up
studio-step-mail-time = about 3 minutes
studio-step-mail-what = Without mail nobody can sign in. Set mail.url and mail.from in club.toml; stagedoor doctor tells whether it works.
studio-step-members-go = See the club
studio-step-members-name = Open the door
studio-step-members-proof =
    { $n ->
         [one] { $n } member
        *[other] { $n } members
    }
studio-step-members-time = one link
studio-step-members-what = Share the club’s address. The first member is number 1.
studio-step-payments-name = Payments
studio-step-payments-proof = switched on
studio-step-payments-time = about 2 minutes
studio-step-payments-what = Money goes from your fans to your own Stripe account and nowhere else. Whoever runs the server puts your keys into club.toml; until then there are free members only.
studio-step-post-go = Write it
studio-step-post-name = The first post
studio-step-post-proof =
    { $n ->
         [one] { $n } is live
        *[other] { $n } are live
    }
studio-step-post-time = about 1 minute
studio-step-post-what = Somebody who comes in wants to find something.
studio-step-tiers-go = Make a tier
studio-step-tiers-name = Say what a membership costs
studio-step-tiers-proof =
    { $n ->
         [one] { $n } tier
        *[other] { $n } tiers
    }
studio-step-tiers-time = about 1 minute
studio-step-tiers-what = One tier is enough: a name, a price, what one gets.
studio-steps-done = { $done } of { $all } done. Leave any time, it stays where you are.
studio-steps-title = A few minutes to a club that is open
studio-studio = Studio
studio-table-of = { $what }, table
studio-tag-add = Add the tag
studio-tag-new = New tag
studio-tag-remove = Take the tag away
studio-tag-remove-one = Take away the tag { $tag }
studio-tag-wrong = A tag is a short word of letters and digits.
studio-then = Then:
studio-tier-close = Close for new members
studio-tier-close-then =
    { $n ->
         [0] Nobody can choose this tier any more.
         [one] Nobody new can choose this tier. Its one member stays and goes on paying.
        *[other] Nobody new can choose this tier. Its { $n } members stay and go on paying.
    }
studio-tier-closed = Closed
studio-tier-left = Places left
studio-tier-members = Members
studio-tier-month = A month
studio-tier-month-help = Empty: not sold by the month.
studio-tier-month-in = A month, in { $currency }
studio-tier-name = Name
studio-tier-name-missing = A name of at most { $n } characters.
studio-tier-name-taken = Another tier has this name.
studio-tier-new = New tier
studio-tier-no-limit = no limit
studio-tier-open = Open
studio-tier-perks = What members get
studio-tier-perks-help = One thing a line.
studio-tier-places = Places
studio-tier-places-help = Empty: no limit. { $n } are taken now.
studio-tier-places-label = How many places
studio-tier-places-wrong = A whole number, or nothing for no limit.
studio-tier-price = Price
studio-tier-reopen = Open again
studio-tier-reopen-then = New members can choose this tier again, for what it costs now and while places are left.
studio-tier-state = State
studio-tier-summary = In one sentence
studio-tier-summary-help = Stands under the name on the join page.
studio-tier-year = A year
studio-tier-year-help = Empty: not sold by the year.
studio-tier-year-in = A year, in { $currency }
studio-tiers-empty = Say what a membership costs
studio-tiers-empty-what = One tier is enough to begin. Free members need none.
studio-tiers-ghost-text = €6 a month. Every recording, the letters, presale two days early.
studio-tiers-ghost-title = Circle
studio-tiers-what = What people can pay for. A new price counts for new members; who pays already keeps theirs.
studio-todo-failing =
    { $n ->
         [one] One payment fails.
        *[other] { $n } payments fail.
    }
studio-todo-failing-go = See who
studio-todo-failing-more = They have access for some days yet.
studio-todo-job = A job gave up: { $name }.
studio-todo-job-go = Try again
studio-todo-job-trying = A job fails and is tried again: { $name }.
studio-todo-money-attempt = Stripe did not answer about order { $number }
studio-todo-money-dispute = A bank disputes order { $number }: answer at Stripe before the deadline
studio-todo-money-go = See the order
studio-todo-money-line = Order { $number } is paid and not delivered
studio-todo-money-refund = Money of order { $number } could not be given back
studio-todo-reports =
    { $n ->
         [one] One comment was reported.
        *[other] { $n } comments were reported.
    }
studio-todo-reports-go = Read them
studio-todo-reports-more = Somebody should look.
studio-too-long = At most { $n } characters.
studio-undo = Undo
studio-upload-failed = Stopped. Choose the file again, it goes on where it was.
studio-upload-go = Upload
studio-upload-moving = on its way
studio-upload-paused = waiting for the network
studio-upload-pick = Add pictures, sound, video or files
studio-upload-resumes = Goes on where it stopped when the network comes back. Place and camera data are taken out of pictures.
studio-upload-stored = Stored, being made ready
studio-week = The week
studio-week-against = Against the week before
studio-week-chart = Twelve weeks: { $joined } joined, { $left } left.
studio-week-earlier = Week before
studio-week-failing =
    { $n ->
         [one] { $n } payment fails now, with access kept
        *[other] { $n } payments fail now, with access kept
    }
studio-week-fewer = { $by } fewer
studio-week-joined = Joined
studio-week-later = Week after
studio-week-left = Left
studio-week-money = Where the money came from
studio-week-more = { $by } more
studio-week-moves = Joined and left
studio-week-number = Week { $n }
studio-week-of = Week
studio-week-paying = Members who pay
studio-week-range = Numbers of the week { $from } to { $to }.
studio-week-same = same
studio-week-spark = { $what }, twelve weeks: between { $least } and { $most }, now { $last }
studio-week-taken = Taken
studio-week-taken-note = after refunds, before fees
studio-week-twelve = Twelve weeks
studio-week-what = What
studio-who = { $name }, { $role }
studio-yes = yes
