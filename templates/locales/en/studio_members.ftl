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
studio-journal-segment-deleted = Deleted a segment
studio-journal-segment-saved = Saved a segment
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
