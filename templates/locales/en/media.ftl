# Why a file was not taken
media-empty = The file is empty.
media-too-large = The file is larger than the club takes. Whoever runs the server can raise the limit in club.toml.
media-disk-full = The server's disk is too full for this file and what is made of it. Delete something, or ask whoever runs the server.
media-heic = This is an iPhone's HEIC picture, which most browsers cannot show. Choose it from the photo library in this page, then the phone sends a JPEG; or set the camera to “Most compatible”.
media-other-picture = Pictures must be JPEG, PNG or WebP. Export this one in one of these and choose it again.
media-other-sound = Sound must be MP3, FLAC, M4A or Ogg Vorbis. Export this one in one of these and choose it again.
media-other-film = Video must be MP4 or MOV. Export this one in one of these and choose it again.
media-not-what-it-says = The name ends like a picture, sound or video, but the file is something else.
media-too-many-pixels = The picture has more than 50 million pixels, or says so. Make it smaller and choose it again.
media-too-long = The recording says that it lasts longer than a day.
media-no-picture = There is sound in this video, but no picture. Save it as M4A and choose it again.
media-truncated = The file ends in the middle. Copy it again from where it came and choose it again.
media-damaged = The file is damaged and cannot be read to its end.

# Why a finished file will not play everywhere
media-plays-hevc = This video is in H.265. iPhones play it; many Android phones and Firefox do not. Export it as H.264, or have ffmpeg installed on the server and upload it again.
media-plays-rare-film = This video uses a format of cutting rooms that phones do not play. Export it as H.264, or have ffmpeg installed on the server and upload it again.
media-plays-apple-lossless = This recording is in Apple Lossless: only Apple's devices play it. FLAC plays everywhere.
media-plays-ogg = This recording is in Ogg Vorbis: iPhones before iOS 18.4 do not play it. MP3 plays everywhere.
