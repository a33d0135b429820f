# The words this theme says differently; all others are its parent's.
nav-posts = Noise
nav-tiers = Passes
posts-title = Noise
zine-wall = On the wall
zine-nothing-here = None of the sound is on this page until it is yours.
pass = Your pass
pass-show = Show pass
pass-concerts = { $n ->
    [one] one gig
   *[other] { $n } gigs
}
card-title = Your pass
card-concerts = Gigs
account-card = Pass no. { $number }
entry-listen = Play it loud
entry-comments = { $n ->
    [one] One answer
   *[other] { $count } answers
}
talk-count = { $n ->
    [0] Answers
    [one] One answer
   *[other] { $count } answers
}
talk-write = Answer back
home-all = { $n ->
    [one] The whole wall
   *[other] All { $count } on the wall
}
join-title = Get on
lock-rest-recording = The rest is not for the street
lock-leaving = Getting off
lock-leaving-how = Any stop. What you paid for stays open until its end.
error-404 = This one does not stop here
