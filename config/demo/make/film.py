"""Films the first ferry: sixteen seconds of slow water, drawn frame by frame. Needs numpy, scipy, pillow, ffmpeg."""

import os
import subprocess
import tempfile

import numpy as np
from PIL import Image, ImageDraw, ImageFilter
from scipy.ndimage import map_coordinates

import sounds

HERE = os.path.dirname(os.path.abspath(__file__))
OUT = os.path.join(HERE, "..", "media", "first-ferry.mp4")
W, H, RATE, SECONDS = 960, 540, 24, 16
HORIZON = 235


def ferry():
    """The boat and its lights, as two layers on clear ground, four times too large."""
    k = 4
    body = Image.new("RGBA", (300 * k, 90 * k), (0, 0, 0, 0))
    d = ImageDraw.Draw(body)

    def box(x0, y0, x1, y1, c):
        d.rectangle((x0 * k, y0 * k, x1 * k, y1 * k), fill=c)

    d.polygon([(p[0] * k, p[1] * k) for p in ((8, 66), (0, 60), (22, 60), (292, 60), (284, 82), (20, 82))], fill=(34, 38, 46, 255))
    box(46, 42, 262, 60, (92, 94, 102, 255))
    box(78, 24, 190, 42, (84, 87, 96, 255))
    box(206, 12, 222, 42, (40, 42, 50, 255))
    box(100, 2, 101.5, 24, (40, 42, 50, 255))
    box(270, 36, 271, 60, (40, 42, 50, 255))
    glow = Image.new("RGBA", body.size, (0, 0, 0, 0))
    g = ImageDraw.Draw(glow)
    for i in range(16):
        g.rectangle(((53 + i * 13) * k, 46 * k, (61 + i * 13) * k, 54 * k), fill=(255, 190, 104, 255))
    for i in range(8):
        g.rectangle(((84 + i * 13) * k, 29 * k, (92 + i * 13) * k, 36 * k), fill=(255, 204, 130, 255))
    g.ellipse((99 * k, 0, 103 * k, 4 * k), fill=(255, 240, 220, 255))
    body.alpha_composite(glow)
    size = (300, 90)
    halo = glow.filter(ImageFilter.GaussianBlur(16 * k))
    return [np.asarray(im.resize(size, Image.LANCZOS)).astype(float) / 255 for im in (body, halo)]


def ground():
    y = np.linspace(0, 1, HORIZON)[:, None]
    top, mid, low = (np.array(c) / 255 for c in ((66, 84, 104), (150, 140, 142), (238, 176, 132)))
    sky = np.where(y[..., None] < 0.6, top + (mid - top) * (y[..., None] / 0.6), mid + (low - mid) * ((y[..., None] - 0.6) / 0.4))
    sky = np.repeat(sky, W, axis=1)
    xx, yy = np.meshgrid(np.arange(W), np.arange(HORIZON))
    sun = np.exp(-(((xx - 640) / 260) ** 2 + ((yy - 222) / 90) ** 2))
    sky = 1 - (1 - sky) * (1 - 0.5 * sun[..., None] * np.array([1, 0.72, 0.46]))
    rng = np.random.default_rng(3)
    for _ in range(14):
        cy, cx, s = rng.uniform(20, 170), rng.uniform(0, W), rng.uniform(80, 260)
        band = np.exp(-(((xx - cx) / s) ** 2 + ((yy - cy) / (s * 0.05)) ** 2))
        sky = sky * (1 - 0.16 * band[..., None]) + 0.16 * band[..., None] * np.array([0.95, 0.78, 0.68])
    x = 0
    while x < W:
        w, h = rng.integers(18, 70), rng.integers(6, 22)
        sky[HORIZON - h :, x : x + w] = sky[HORIZON - h :, x : x + w] * 0.35 + 0.65 * np.array([0.52, 0.47, 0.48])
        x += w
    for cx, h in ((180, 62), (770, 54)):
        for k in range(h):
            half = max(0.6, 3.2 * (1 - k / h))
            sky[HORIZON - 12 - k, int(cx - half) : int(cx + half) + 1] = sky[HORIZON - 12 - k, int(cx)] * 0.4 + 0.6 * np.array([0.5, 0.45, 0.46])
    return sky


def main():
    frames = os.path.join(tempfile.mkdtemp(), "film.raw")
    body, halo = ferry()
    sky = ground()
    rows = np.arange(1, H - HORIZON + 1, dtype=float)[:, None]
    cols = np.arange(W, dtype=float)[None, :]
    near = rows / (H - HORIZON)
    far = 1 / (near + 0.04)
    yy, xx = np.mgrid[0:H, 0:W]
    edge = 1 - 0.3 * np.clip(np.hypot((xx - W / 2) / (W / 2), (yy - H / 2) / (H / 2)) - 0.45, 0, None) ** 1.5
    with open(frames, "wb") as out:
        for n in range(RATE * SECONDS):
            t = n / RATE
            upper = sky.copy()
            x0 = int(round(W + 30 - t * 62))
            y0 = HORIZON - 80
            for layer, power in ((halo, 0.9), (body, 1.0)):
                lo, hi = max(0, x0), min(W, x0 + 300)
                if hi <= lo:
                    continue
                part = layer[:, lo - x0 : hi - x0]
                h = min(90, HORIZON - y0)
                a = part[:h, :, 3:] * power
                upper[y0 : y0 + h, lo:hi] = upper[y0 : y0 + h, lo:hi] * (1 - a) + part[:h, :, :3] * a
            wave = (
                np.sin(cols * 0.011 * far**0.5 + far * 2.2 - t * 1.1)
                + 0.7 * np.sin(-cols * 0.023 * far**0.4 + far * 4.1 - t * 1.6)
                + 0.5 * np.sin(cols * 0.051 + far * 7.7 - t * 2.4)
                + 0.4 * np.sin(cols * 0.09 * near**0.3 + rows * 0.9 + t * 2.9)
            )
            sy = np.clip(HORIZON - 1 - rows * 0.72 + wave * (1.0 + 13 * near), 0, HORIZON - 1)
            sx = np.clip(cols + 2.2 * wave * (0.4 + near), 0, W - 1)
            water = np.stack([map_coordinates(upper[..., c], [sy, sx], order=1) for c in range(3)], axis=2)
            water = water * (0.78 - 0.34 * near[..., None]) + np.array([0.02, 0.035, 0.045]) * near[..., None]
            water += np.clip(wave - 1.2, 0, None)[..., None] * 0.05 * np.array([1.0, 0.85, 0.7])
            frame = np.concatenate([upper, water]) * edge[..., None]
            mist = np.exp(-(((yy - HORIZON) / 26.0) ** 2))[..., None] * 0.28
            frame = frame * (1 - mist) + mist * np.array([0.86, 0.74, 0.68])
            frame *= min(1.0, t / 0.8 + 0.02, (SECONDS - t) / 1.0 + 0.02)
            out.write((np.clip(frame, 0, 1) * 255).astype("uint8").tobytes())
    film(frames)


def film(frames):
    tape = sounds.Tape(SECONDS)
    n = tape.dry.shape[1]
    noise = sounds.rng.normal(0, 1, (2, n))
    t = np.arange(n) / sounds.RATE
    lap = 0.5 + 0.5 * np.sin(t * 1.3) * np.sin(t * 0.41)
    for side in (0, 1):
        tape.dry[side] += sounds.sosfilt(sounds.butter(2, [160, 900], "band", fs=sounds.RATE, output="sos"), noise[side]) * (0.006 + 0.016 * lap)
        tape.dry[side] += np.sin(2 * np.pi * 55 * t + side) * 0.012 * np.exp(-(((t - 8) / 4) ** 2))
    beat = sounds.tempo(60)
    sounds.play(tape, "r:1 F2+C3+A3:4 D2+A2+F3:4 Bb1+F2+D3:4 C2+G2+E3:3", beat, strength=0.26, legato=1.2)
    sounds.play(tape, "r:2 C5:1 A4:2 F5:1.5 E5:.5 D5:3 C5:1 A4:1 G4:3", beat, strength=0.36, legato=1.5)
    sound = sounds.mixdown(tape, 0.6, sounds.room(2.8, seed=6), fade=1.6)
    wav = frames + ".wav"
    from scipy.io import wavfile

    wavfile.write(wav, sounds.RATE, (sound.T * 32000).astype("int16"))
    subprocess.run(
        ["ffmpeg", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{W}x{H}", "-r", str(RATE), "-i", frames, "-i", wav]
        + ["-c:v", "libx264", "-preset", "medium", "-crf", "25", "-maxrate", "460k", "-bufsize", "920k", "-pix_fmt", "yuv420p", "-profile:v", "main"]
        + ["-c:a", "aac", "-b:a", "56k", "-ar", "32000", "-movflags", "+faststart", "-metadata", "title=The first ferry, from the window"]
        + ["-metadata", "artist=Maren Oduya", "-shortest", OUT],
        check=True,
    )
    print(os.path.getsize(OUT) // 1024, "KB")


if __name__ == "__main__":
    main()
