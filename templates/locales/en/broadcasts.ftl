post-mail-test = Test:
post-mail-read = Read it at the club
post-mail-listen = Listen
post-mail-look = See the pictures
post-mail-watch = Watch
post-mail-take = Get the files
post-mail-why = You get this because you agreed to news from { $artist }.
post-mail-leave = Leave this list
