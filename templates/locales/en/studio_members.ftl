# Segments, and conditions in words.
studio-click-add = Add
studio-click-add-what = What to add
studio-click-age = Age
studio-click-bought = Bought
studio-click-compare = Compared how
studio-click-consents = Agreed to
studio-click-country = Country
studio-click-everyone = Everybody, also the banned
studio-click-has-ticket = Ticket to
studio-click-join = And, or
studio-click-joined = Joined
studio-click-language = Language
studio-click-member = Member
studio-click-not = The opposite
studio-click-number = Member number
studio-click-reachable = Mail arrives
studio-click-remove = Remove
studio-click-source = Came by
studio-click-spend = Spent
studio-click-state = Membership
studio-click-tag = Tag
studio-click-tenure = Member for
studio-click-tier = Tier
studio-click-unit = Unit
studio-click-unit-d = days
studio-click-unit-m = months
studio-click-unit-w = weeks
studio-click-unit-y = years
studio-click-unread = This row says nothing yet and is left out.
studio-club-fields = Your own fields
studio-club-fields-empty = No fields of your own yet
studio-club-fields-empty-what = A shirt size, the first concert, who wants to help: whatever your club keeps of its members.
studio-club-fields-what = What your club keeps of its members beside names and addresses. They stand on each member’s page, in conditions, in imports and in exports.
studio-consent-words = “{ $words }”
studio-consent-words-from = “{ $words }”, from { $ip }
studio-courtesy = Complimentary access
studio-courtesy-end = End it now
studio-courtesy-end-at = Until
studio-courtesy-end-at-help = Empty: for good.
studio-courtesy-endless = { $tier } for good, given by { $by }
studio-courtesy-give = Give it
studio-courtesy-past = A time that is still to come, or nothing.
studio-courtesy-reason = Why
studio-courtesy-tier-missing = Choose a tier.
studio-courtesy-until = { $tier } until { $date }, given by { $by }
studio-courtesy-what = It costs nothing, takes none of the tier’s places and sends no mail. Whoever pays for a membership has that one’s tier as long as it lasts.
studio-field-choice-used =
    { $n ->
        [one] One member has “{ $choice }”. Change it there first, or keep the answer.
       *[other] { $n } members have “{ $choice }”. Change it there first, or keep the answer.
    }
studio-field-choices = Answers
studio-field-choices-help = Only for a choice. One a line, in this order.
studio-field-choices-twice = Each answer only once.
studio-field-choices-wrong = At least one answer and at most { $n }, each of at most { $long } characters.
studio-field-kind = Kind
studio-field-kind-choice = Choice
studio-field-kind-date = Date
studio-field-kind-help = It stays as it is once the field is there.
studio-field-kind-number = Number
studio-field-kind-text = Text
studio-field-kind-yes-no = Yes or no
studio-field-name = Name
studio-field-name-missing = A name of at most { $n } characters.
studio-field-name-taken = Another field has this name.
studio-field-new = New field
studio-field-order = Order
studio-field-remove = Remove this field
studio-field-remove-then =
    { $n ->
        [0] No member has anything in this field.
        [one] The value of one member goes with it.
       *[other] The values of { $n } members go with it.
    } Conditions that ask for it are met by nobody then. You can take this back for ten minutes.
studio-field-too-many = A club has at most { $n } fields of its own.
studio-field-up = Up
studio-field-values = Members with a value
studio-field-word = In conditions
studio-field-wrong-choice = Choose one of the answers.
studio-field-wrong-date = A day such as 2026-01-31.
studio-field-wrong-number = A number such as 180 or 1.5, with at most six places.
studio-journal-segment-deleted = Deleted a segment
studio-journal-segment-saved = Saved a segment
studio-member-address-bounced = Mail came back
studio-member-address-complained = They complained about mail
studio-member-address-state = Their address
studio-member-phone = Phone
studio-member-postal = Last sent to
studio-member-since-then = { $what }, since { $date }
studio-member-spent = Spent
studio-member-suppressed = Nothing is sent, because
studio-member-tickets = Tickets to
studio-nav-segments = Segments
studio-said-segment-deleted = The segment is deleted. The journal keeps what it said.
studio-says = Members who { $what }.
studio-says-age-equal = are exactly { $what } years old
studio-says-age-least = are { $what } years old or older
studio-says-age-less = are younger than { $what } years
studio-says-age-more = are older than { $what } years
studio-says-age-most = are { $what } years old or younger
studio-says-and = and
studio-says-bought-no = did not buy { $what }
studio-says-bought-yes = bought { $what }
studio-says-consents-no = did not agree to { $what }
studio-says-consents-yes = agreed to { $what }
studio-says-country-no = do not live in { $what }
studio-says-country-yes = live in { $what }
studio-says-days =
    { $n ->
         [one] one day
        *[other] { $n } days
    }
studio-says-field-equal = have exactly { $what } under “{ $field }”
studio-says-field-least = have { $what } or more under “{ $field }”
studio-says-field-less = have less than { $what } under “{ $field }”
studio-says-field-more = have more than { $what } under “{ $field }”
studio-says-field-most = have { $what } or less under “{ $field }”
studio-says-field-no = do not have { $what } under “{ $field }”
studio-says-field-yes = have { $what } under “{ $field }”
studio-says-joined-equal = joined in the moment { $what } began
studio-says-joined-least = joined on { $what } or later
studio-says-joined-less = joined before { $what }
studio-says-joined-more = joined after { $what } had begun
studio-says-joined-most = joined by the moment { $what } began
studio-says-language-no = do not read { $what }
studio-says-language-yes = read { $what }
studio-says-member = are members at all
studio-says-months =
    { $n ->
         [one] one month
        *[other] { $n } months
    }
studio-says-no-consent = Nobody can consent to { $what }.
studio-says-no-country = { $what } is not the code of a country.
studio-says-no-event = There is no event { $what }.
studio-says-no-field = There is no field { $what }.
studio-says-no-product = There is no product { $what }.
studio-says-no-tag = Nobody has the tag { $what }.
studio-says-no-tier = There is no tier { $what }.
studio-says-not = do not fit this: { $what }
studio-says-number-equal = have the number { $what }
studio-says-number-least = have the number { $what } or a higher one
studio-says-number-less = have a number below { $what }
studio-says-number-more = have a number above { $what }
studio-says-number-most = have the number { $what } or a lower one
studio-says-or = or
studio-says-reachable-no = get no mail
studio-says-reachable-yes = get mail
studio-says-source-no = did not come by { $what }
studio-says-source-yes = came by { $what }
studio-says-spend-equal = spent exactly { $what }
studio-says-spend-least = spent { $what } or more
studio-says-spend-less = spent less than { $what }
studio-says-spend-more = spent more than { $what }
studio-says-spend-most = spent { $what } or less
studio-says-state-no = have a membership other than “{ $what }”
studio-says-state-yes = have the membership “{ $what }”
studio-says-tag-no = do not carry the tag { $what }
studio-says-tag-yes = carry the tag { $what }
studio-says-tenure-equal = joined { $what } ago to the day
studio-says-tenure-least = have been members for { $what } or longer
studio-says-tenure-less = have been members for less than { $what }
studio-says-tenure-more = have been members for { $what } or longer
studio-says-tenure-most = have been members for less than { $what }
studio-says-ticket-no = have no ticket to { $what }
studio-says-ticket-yes = have a ticket to { $what }
studio-says-tier-no = do not hold the tier { $what }
studio-says-tier-yes = hold the tier { $what }
studio-says-weeks =
    { $n ->
         [one] one week
        *[other] { $n } weeks
    }
studio-says-years =
    { $n ->
         [one] one year
        *[other] { $n } years
    }
studio-segment-delete = Delete this segment
studio-segment-first = The first of them
studio-segment-intertwined = This line is too intertwined for rows. Change it as a line.
studio-segment-line = The same as one line
studio-segment-meaning = Who they are
studio-segment-name = Name
studio-segment-name-wrong = A name of at most { $n } characters.
studio-segment-new = New segment
studio-segment-nobody = Nobody fits.
studio-segment-row-wrong = Complete the rows that say nothing yet, or remove them.
studio-segment-show = Show
studio-segment-who = Who is in it
studio-segments-empty = No segment yet
studio-segments-empty-what = Say once who they are, and find them again with their number of today.
studio-segments-what = Members who have something in common, counted as of now.
