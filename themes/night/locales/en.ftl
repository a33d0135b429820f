# The words this theme says differently; all others are its parent's.
nav-posts = Sets
night-latest = Latest
night-matrix = Locked: a sequencer with every step off
night-no-wave = no wave until it opens
pass-show = Show wristband
pass-concerts = { $n ->
    [one] one night
   *[other] { $n } nights
}
posts-title = Sets
home-all = { $n ->
    [one] The whole arrangement
   *[other] All { $count } in the arrangement
}
card-title = Wristband
card-concerts = Nights
account-card = Wristband { $number }
join-title = Doors are open
lock-rest-recording = The rest is for members
