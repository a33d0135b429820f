# Why a file was not taken
media-empty = Le fichier est vide.
media-too-large = Le fichier dépasse la taille que le club accepte. La personne qui gère le serveur peut relever la limite dans club.toml.
media-disk-full = Le disque du serveur est trop plein pour ce fichier et ce qui en est tiré. Supprimez quelque chose ou parlez-en à la personne qui gère le serveur.
media-heic = C’est une photo HEIC d’iPhone, que la plupart des navigateurs n’affichent pas. Choisissez-la dans la photothèque depuis cette page, le téléphone enverra alors un JPEG ; ou réglez l’appareil photo sur « Le plus compatible ».
media-other-picture = Les images doivent être en JPEG, PNG ou WebP. Exportez celle-ci dans l’un de ces formats et choisissez-la de nouveau.
media-other-sound = Le son doit être en MP3, FLAC, M4A ou Ogg Vorbis. Exportez celui-ci dans l’un de ces formats et choisissez-le de nouveau.
media-other-film = La vidéo doit être en MP4 ou MOV. Exportez celle-ci dans l’un de ces formats et choisissez-la de nouveau.
media-not-what-it-says = Le nom se termine comme celui d’une image, d’un son ou d’une vidéo, mais le fichier est autre chose.
media-too-many-pixels = L’image compte plus de 50 millions de pixels, ou le prétend. Réduisez-la et choisissez-la de nouveau.
media-too-long = L’enregistrement prétend durer plus d’une journée.
media-no-picture = Cette vidéo contient du son, mais pas d’image. Enregistrez-la en M4A et choisissez-la de nouveau.
media-truncated = Le fichier s’arrête au milieu. Copiez-le de nouveau depuis son origine et choisissez-le encore une fois.
media-damaged = Le fichier est abîmé et ne peut être lu jusqu’au bout.

# Why a finished file will not play everywhere
media-plays-hevc = Cette vidéo est en H.265. Les iPhone la lisent ; beaucoup de téléphones Android et Firefox ne la lisent pas. Exportez-la en H.264, ou faites installer ffmpeg sur le serveur et envoyez-la de nouveau.
media-plays-rare-film = Cette vidéo utilise un format de montage que les téléphones ne lisent pas. Exportez-la en H.264, ou faites installer ffmpeg sur le serveur et envoyez-la de nouveau.
media-plays-apple-lossless = Cet enregistrement est en Apple Lossless : seuls les appareils Apple le lisent. Le FLAC se lit partout.
media-plays-ogg = Cet enregistrement est en Ogg Vorbis : les iPhone antérieurs à iOS 18.4 ne le lisent pas. Le MP3 se lit partout.
