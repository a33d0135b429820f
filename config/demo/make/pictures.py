"""Draws the demo club's pictures. `python pictures.py` makes all, `python pictures.py keys hall` some;
`--small` makes quick proofs. Needs: pip install bpy numpy scipy pillow (bpy is Blender as a module)."""

import math
import os
import sys
import tempfile

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from scipy.ndimage import gaussian_filter

import blocks as b
from blocks import TAU, box, camera, disc, lamp, mist, plane, ring, rod, slab, stuff, wire

HERE = os.path.dirname(os.path.abspath(__file__))
OUT = os.path.join(HERE, "..", "media")
TMP = tempfile.mkdtemp()
FONT = "/usr/share/fonts/truetype/noto/NotoSerifDisplay-{}.ttf"
SERIF = "/usr/share/fonts/opentype/urw-base35/P052-{}.otf"
HAND = "/usr/share/fonts/opentype/urw-base35/Z003-MediumItalic.otf"
SANS = "/usr/share/fonts/opentype/urw-base35/NimbusSansNarrow-{}.otf"

SEA = ((14, 24, 25), (226, 233, 228))
TEA = ((22, 17, 14), (240, 228, 206))
NIGHT = ((8, 13, 24), (236, 226, 208))
PICTURES = {}


# A render is the dear part: most are made at half the size and enlarged, which suits their softness.
def picture(size=b.SIZE, samples=12, look=0.35, part=0.5, **darkroom):
    def keep(draw):
        PICTURES[draw.__name__] = (draw, size, samples, look, part, darkroom)
        return draw

    return keep


def hand(at, spread, skin, seed, turn=0.0):
    """A hand over the keys: chains of metaballs, joint to joint."""
    import bpy

    meta = bpy.data.metaballs.new("hand")
    meta.resolution = meta.render_resolution = 0.035
    meta.threshold = 0.25
    o = bpy.data.objects.new("hand", meta)
    o.location = at
    o.rotation_euler = (0, 0, turn)
    bpy.context.collection.objects.link(o)
    meta.materials.append(skin)

    def chain(points, r0, r1, n=26):
        segs = list(zip(points, points[1:]))
        for i in range(n + 1):
            t = i / n * len(segs)
            k = min(int(t), len(segs) - 1)
            f = t - k
            p = [a + (c - a) * f for a, c in zip(*segs[k])]
            e = meta.elements.new(type="BALL")
            e.co = p
            e.radius = (r0 + (r1 - r0) * i / n) * 1.75

    rng = b.pick(seed)
    for i, (x, reach) in enumerate([(-0.36, 0.82), (-0.13, 0.98), (0.11, 1.0), (0.34, 0.84)]):
        x *= spread
        lift = rng.uniform(-0.02, 0.06)
        chain(
            [(x * 0.75, 0.0, 0.52), (x * 0.95, 0.5 * reach, 0.66 + lift), (x * 1.1, 0.86 * reach, 0.48 + lift), (x * 1.15, 1.0 * reach, 0.14 + lift)],
            0.105,
            0.068,
        )
    chain([(-0.3 * spread, -0.35, 0.42), (-0.62 * spread, 0.05, 0.36), (-0.78 * spread, 0.38, 0.14)], 0.12, 0.075)
    for x in (-0.26, -0.09, 0.09, 0.26):
        chain([(x * spread, 0.02, 0.5), (x * 0.8, -0.72, 0.5)], 0.125, 0.13, 12)
    chain([(0, -0.6, 0.5), (0.02, -1.7, 0.52), (0.05, -3.4, 0.5)], 0.2, 0.27, 30)
    return o


def keyboard(n, y0=0.0, down=()):
    white = stuff("ivory", (0.83, 0.80, 0.73), rough=0.22, coat=0.3, mottle=(1.2, (0.78, 0.73, 0.64)))
    black = stuff("ebony", (0.012, 0.012, 0.013), rough=0.25, coat=0.4)
    for i in range(n):
        x = (i - n / 2) * 0.236
        dip = -0.085 if i in down else 0.0
        box((x, y0 + 0.75, 0.0 + dip), (0.226, 1.5, 0.22), white, bevel=0.012)
        if i % 7 in (0, 1, 3, 4, 5):
            box((x + 0.118, y0 + 1.03, 0.15), (0.118, 0.96, 0.16), black, bevel=0.02)
    return white, black


@picture(tone=TEA, mix=0.45, contrast=1.08)
def keys():
    """The keyboard from the side, two hands in the window's light."""
    keyboard(44, down=(17, 26))
    lacquer = stuff("lacquer", (0.006, 0.006, 0.007), rough=0.12, coat=1.0)
    felt = stuff("felt", (0.16, 0.012, 0.016), rough=1.0)
    box((0, 1.56, 0.5), (14, 0.06, 0.9), lacquer)
    box((0, 1.515, 0.13), (14, 0.05, 0.03), felt)
    box((0, -0.13, -0.1), (14, 0.22, 0.3), lacquer, bevel=0.03)
    skin = stuff("skin", (0.115, 0.05, 0.028), rough=0.46, bump=(30, 0.08))
    hand((-0.35, -0.3, 0.02), 1.0, skin, 3, turn=0.16)
    hand((1.85, -0.25, 0.02), 1.05, skin, 8, turn=-0.1)
    sleeve = stuff("sleeve", (0.05, 0.055, 0.06), rough=0.95, bump=(40, 0.3))
    rod((0.03, -2.0, 0.5), (0.32, -4.6, 0.5), 0.42, sleeve, r2=0.62)
    rod((1.73, -2.0, 0.5), (1.6, -4.6, 0.5), 0.42, sleeve, r2=0.62)
    lamp("AREA", (5.0, 2.6, 4.4), 1500, (1.0, 0.93, 0.82), (1.6, 2.6), towards=(0.6, 0.4, 0))
    lamp("AREA", (-6, -2, 4), 260, (0.7, 0.85, 1.0), 4, towards=(0, 0, 0))
    camera((-4.6, -1.9, 2.75), (0.35, 0.35, 0.2), 46, focus=(-0.2, 0.5, 0.3), f=0.3)


@picture(tone=SEA, mix=0.45, look=1.5, glow=0.3, contrast=1.3)
def hall():
    """The ferry hall: iron columns, tall windows, light through dust, a piano and one chair."""
    wall = stuff("wall", (0.30, 0.31, 0.29), rough=0.9, bump=(1.3, 0.35), mottle=(0.35, (0.17, 0.18, 0.17)))
    iron = stuff("iron", (0.045, 0.06, 0.058), rough=0.55, bump=(6, 0.2))
    floor = stuff("floor", (0.10, 0.105, 0.10), rough=0.23, bump=(1.2, 0.12), mottle=(0.5, (0.045, 0.05, 0.05)))
    black = stuff("piano", (0.006, 0.006, 0.007), rough=0.12, coat=1.0)
    wood = stuff("wood", (0.12, 0.06, 0.03), rough=0.5)
    plane((0, 20, 0), (40, 80), floor)
    plane((7, 20, 5), (12, 80), wall, turn=(0, -math.pi / 2, 0))
    plane((0, 48, 5), (40, 14), wall, turn=(math.pi / 2, 0, 0))
    plane((0, 20, 9.2), (15, 80), wall, turn=(math.pi, 0, 0))
    for k in range(11):
        y = -6 + k * 5
        box((-7.2, y, 4.6), (0.5, 1.5, 9.2), wall)
        box((-7.2, y + 2.5, 0.55), (0.5, 3.6, 1.1), wall)
        box((-7.2, y + 2.5, 8.6), (0.5, 3.6, 1.3), wall)
        for j in range(1, 4):
            box((-7.2, y + 0.75 + j * 0.88, 4.5), (0.07, 0.06, 7), iron)
        for z in (2.4, 3.7, 5.0, 6.3, 7.4):
            box((-7.2, y + 2.5, z), (0.07, 3.6, 0.06), iron)
        for x in (-4.6, 4.6):
            rod((x, y, 0), (x, y, 7.4), 0.16, iron)
            disc((x, y, 7.4), 0.34, 0.16, iron)
            disc((x, y, 0.1), 0.3, 0.2, iron)
            for s in (-1, 1):
                wire([(x, y, 6.2), (x + s * 0.5, y, 7.6), (x + s * 2.3, y, 8.5)], 0.07, iron)
        box((0, y, 8.75), (14.4, 0.22, 0.35), iron)
        for i in range(12):
            x = -6.6 + i * 1.2
            rod((x, y, 8.6), (x + 0.6, y, 9.2), 0.04, iron)
            rod((x + 0.6, y, 9.2), (x + 1.2, y, 8.6), 0.04, iron)
    grand((0.6, 10.5, 0), black, wood)
    chair((-2.2, 9.4, 0), wood, iron, 0.7)
    chair((3.4, 13.0, 0), wood, iron, -1.9)
    lamp("SUN", (0, 0, 0), 12, (1.0, 0.93, 0.82), 0.008, towards=(0.86, 0.12, -0.52))
    b.sky((0.6, 0.72, 0.8), 0.6)
    mist((0, 18, 4.5), (13.8, 62, 8.9), 0.011, forward=0.5)
    camera((1.7, -3.4, 1.7), (-0.5, 14, 2.9), 27)


def grand(at, black, wood):
    x, y, _ = at
    shape = [(-0.76, 0), (0.76, 0), (0.76, 0.6), (0.74, 0.95), (0.55, 1.25), (0.32, 1.5), (0.2, 1.8), (0.08, 2.1), (-0.2, 2.28), (-0.55, 2.2), (-0.74, 1.95), (-0.76, 1.5)]
    k = 1.35
    line = [(x + px * k, y + py * k) for px, py in shape]
    slab(line, 0.82, 0.42, black, bevel=0.02)
    lid = slab(line, 0.0, 0.035, black)
    import mathutils

    lid.data.transform(mathutils.Matrix.Translation((-(x - 0.76 * k), 0, 0)))
    lid.location = (x - 0.76 * k, 0, 1.26)
    lid.rotation_euler = (0, -0.75, 0)
    rod((x + 0.5, y + 1.0, 1.2), (x + 0.24, y + 1.0, 2.1), 0.02, wood)
    for px, py in ((-0.62, 0.2), (0.62, 0.2), (-0.35, 1.95)):
        rod((x + px * k, y + py * k, 0), (x + px * k, y + py * k, 0.82), 0.05, black, r2=0.09)
    box((x, y - 0.12, 0.88), (1.9, 0.34, 0.1), black, bevel=0.02)
    ivory = stuff("ivory2", (0.8, 0.78, 0.72), rough=0.3)
    box((x, y - 0.12, 0.945), (1.7, 0.24, 0.02), ivory)
    box((x + 0.1, y - 0.95, 0.55), (0.95, 0.42, 0.1), black, bevel=0.03)
    for px in (-0.36, 0.36):
        for py in (-0.14, 0.14):
            rod((x + 0.1 + px, y - 0.95 + py, 0), (x + 0.1 + px, y - 0.95 + py, 0.5), 0.025, black)


def chair(at, wood, iron, turn):
    import bpy

    x, y, z = at
    group = []
    group.append(box((0, 0, 0.46), (0.42, 0.42, 0.03), wood, bevel=0.01))
    group.append(box((0, 0.2, 0.82), (0.42, 0.025, 0.2), wood, bevel=0.01))
    for sx in (-0.18, 0.18):
        group.append(rod((sx, -0.18, 0), (sx, -0.18, 0.45), 0.014, iron))
        group.append(rod((sx, 0.2, 0), (sx, 0.2, 0.9), 0.014, iron))
    pivot = bpy.data.objects.new("pivot", None)
    bpy.context.collection.objects.link(pivot)
    for g in group:
        g.parent = pivot
    pivot.location = (x, y, z)
    pivot.rotation_euler = (0, 0, turn)
    return pivot


def stand(at, iron, paper, turn, height=1.15):
    import bpy

    group = [rod((0, 0, 0.12), (0, 0, height), 0.011, iron)]
    for k in range(3):
        a = k * TAU / 3 + 0.3
        group.append(rod((0, 0, 0.2), (0.3 * math.cos(a), 0.3 * math.sin(a), 0.0), 0.008, iron))
    group.append(box((0, 0.03, height + 0.14), (0.5, 0.012, 0.33), iron, turn=(-0.32, 0, 0)))
    group.append(box((0, -0.045, height + 0.0), (0.5, 0.06, 0.012), iron))
    group.append(box((-0.11, 0.005, height + 0.16), (0.21, 0.004, 0.3), paper, turn=(-0.32, 0.0, 0.02)))
    group.append(box((0.11, 0.005, height + 0.165), (0.21, 0.004, 0.3), paper, turn=(-0.32, 0.03, 0)))
    pivot = bpy.data.objects.new("pivot", None)
    bpy.context.collection.objects.link(pivot)
    for g in group:
        g.parent = pivot
    pivot.location = at
    pivot.rotation_euler = (0, 0, turn)


@picture(tone=SEA, mix=0.35, glow=0.3, contrast=1.05, look=0.35)
def stands():
    """Four chairs, four stands, against the big window; nobody there."""
    wall = stuff("wall", (0.22, 0.22, 0.2), rough=0.9, bump=(2, 0.2))
    iron = stuff("iron", (0.02, 0.022, 0.022), rough=0.4)
    wood = stuff("wood", (0.16, 0.075, 0.032), rough=0.42)
    boards = stuff("boards", (0.16, 0.105, 0.065), rough=0.3, bump=(3, 0.15, (1, 14, 1)), mottle=(1.1, (0.08, 0.05, 0.03)))
    paper = stuff("paper", (0.82, 0.8, 0.74), rough=0.8)
    plane((0, 0, 0), (16, 16), boards)
    for i in range(40):
        box((-4 + i * 0.2, 0, 0.001), (0.006, 12, 0.002), iron)
    glass = stuff("sky", (0.80, 0.88, 0.9), glow=3.2)
    plane((0, 5.2, 2.4), (10, 5), glass, turn=(math.pi / 2, 0, 0))
    for x in (-5.4, 5.4):
        box((x, 4.2, 2), (2.2, 0.5, 5), wall)
    box((0, 4.2, 0.3), (12, 0.5, 0.62), wall)
    box((0, 4.2, 4.1), (12, 0.5, 0.8), wall)
    for i in range(8):
        box((-4.3 + i * 1.23, 4.1, 2.1), (0.06, 0.1, 3.4), iron)
    for z in (1.45, 2.6):
        box((0, 4.1, z), (9, 0.08, 0.05), iron)
    for x, y, t, h in ((-1.5, 0.9, 0.5, 1.1), (-0.52, 1.75, 0.18, 1.18), (0.62, 1.7, -0.2, 1.14), (1.5, 0.7, -0.55, 1.05)):
        stand((x, y, 0), iron, paper, t + math.pi, h)
        chair((x * 1.14, y + 0.85, 0), wood, iron, t * 0.9)
    wire([(-3, 0.3, 0.012), (-1.2, -0.3, 0.012), (-0.2, 0.9, 0.012), (0.6, 0.1, 0.012), (1.4, 0.2, 0.012), (3.6, -0.8, 0.012)], 0.011, iron)
    lamp("AREA", (0, 3.8, 2.4), 60, (0.85, 0.94, 1.0), (6, 3), towards=(0, 0, 0.3))
    lamp("AREA", (-4, -4, 3), 26, (1.0, 0.72, 0.45), 1.5, towards=(0, 1, 0.6))
    camera((-0.5, -3.1, 1.22), (0.02, 2.0, 1.16), 31, focus=(0, 1.6, 1.1), f=2.0)


@picture(tone=TEA, mix=0.3, contrast=1.1, glow=0.2)
def reels():
    """The tape machine from close by, both reels, the tape running."""
    plate = stuff("plate", (0.30, 0.30, 0.29), rough=0.33, metal=1.0, bump=(8, 0.06, (1, 60, 1)))
    alu = stuff("alu", (0.62, 0.61, 0.58), rough=0.24, metal=1.0, bump=(20, 0.02))
    dark = stuff("dark", (0.012, 0.012, 0.013), rough=0.5)
    tape = stuff("tape", (0.065, 0.026, 0.014), rough=0.2, bump=(3, 0.03))
    knob = stuff("knob", (0.02, 0.02, 0.02), rough=0.35)
    red = stuff("red", (1.0, 0.06, 0.03), glow=9)
    plane((0, 0, 0), (30, 24), plate)
    for cx, pack, spin in ((-2.35, 1.75, 0.35), (2.35, 1.15, 0.9)):
        disc((cx, 0.6, 0.28), pack, 0.34, tape, bevel=0.02)
        for z in (0.06, 0.5):
            reel_flange((cx, 0.6, z), alu, spin)
        disc((cx, 0.6, 0.36), 0.62, 0.5, alu, bevel=0.04)
        disc((cx, 0.6, 0.68), 0.2, 0.3, knob, bevel=0.03)
        for k in range(3):
            a = spin + k * TAU / 3
            box((cx + 0.28 * math.cos(a), 0.6 + 0.28 * math.sin(a), 0.66), (0.26, 0.09, 0.07), knob, turn=(0, 0, a), bevel=0.02)
    for x, y, r in ((-3.3, -2.2, 0.16), (3.3, -2.2, 0.16), (-1.6, -2.75, 0.2), (1.75, -2.75, 0.26)):
        disc((x, y, 0.35), r, 0.5, alu, bevel=0.03)
        disc((x, y, 0.62), r * 1.25, 0.05, alu)
    box((0, -3.05, 0.3), (2.2, 0.9, 0.6), dark, bevel=0.08)
    for x in (-0.55, 0.0, 0.55):
        box((x, -2.62, 0.3), (0.3, 0.16, 0.46), alu, bevel=0.04)

    def run(points):
        for (x0, y0), (x1, y1) in zip(points, points[1:]):
            length = math.hypot(x1 - x0, y1 - y0)
            box(((x0 + x1) / 2, (y0 + y1) / 2, 0.28), (length, 0.015, 0.26), tape, turn=(0, 0, math.atan2(y1 - y0, x1 - x0)))

    run([(-4.08, 0.4), (-3.46, -2.2), (-1.6, -2.56), (1.75, -2.5), (3.46, -2.2), (3.48, 0.6)])
    disc((4.9, -3.1, 0.1), 0.1, 0.15, red)
    lamp("AREA", (-4, 6, 6), 2600, (1.0, 0.78, 0.5), (1.4, 4), towards=(0, 0, 0))
    lamp("AREA", (7, -2, 5), 900, (0.55, 0.75, 1.0), (3, 3), towards=(1, 0, 0))
    camera((-3.0, -8.6, 6.2), (0.1, -0.55, 0.2), 44, focus=(-1.4, -1.4, 0.4), f=0.5)


def reel_flange(at, material, spin):
    """A flange with three windows, cut by building it from sectors."""
    x, y, z = at
    r0, r1, r2 = 0.85, 1.75, 1.98
    gap = 0.33
    for k in range(3):
        a0 = spin + k * TAU / 3
        arc = [a0 + gap * i / 10 for i in range(11)]
        slab([(x + r0 * 0.6 * math.cos(a), y + r0 * 0.6 * math.sin(a)) for a in arc] + [(x + r1 * 1.02 * math.cos(a), y + r1 * 1.02 * math.sin(a)) for a in reversed(arc)], z, 0.03, material)
    for lo, hi in ((0.3, r0), (r1, r2)):
        n = 120
        for k in range(3):
            arc = [TAU * (k + i / (n // 3)) / 3 for i in range(n // 3 + 1)]
            slab([(x + lo * math.cos(a), y + lo * math.sin(a)) for a in arc] + [(x + hi * math.cos(a), y + hi * math.sin(a)) for a in reversed(arc)], z, 0.03, material)


def sheet(name, size, colour):
    im = Image.new("RGB", size, colour)
    return im, ImageDraw.Draw(im), os.path.join(TMP, name + ".png")


@picture(part=0.68, tone=TEA, mix=0.25, contrast=1.05)
def boxes():
    """Tape boxes on a shelf, their spines written by hand, one lying open."""
    titles = ["LOW WATER  reel 1", "LOW WATER  reel 2", "low water, takes 1-6", "takes 7-11  KEEP", "Bell Buoy  mono", "strings, dry", "strings, hall", "Ada  open strings", "harbour, 4 a.m.", "Kiel, live, side B", "DO NOT ERASE", "rehearsal 14 Oct", "Elbe, ice", "room tone", "Lisbon", "left hand only", "Six studies", "?"]
    hues = [(196, 178, 140), (178, 62, 42), (214, 206, 188), (52, 74, 82), (222, 192, 96), (150, 140, 120), (30, 34, 36), (204, 196, 178), (98, 118, 108)]
    rng = b.pick(11)
    wood = stuff("wood", (0.17, 0.09, 0.045), rough=0.5, bump=(2.5, 0.15, (1, 12, 12)), mottle=(1.5, (0.09, 0.045, 0.02)))
    back = stuff("back", (0.12, 0.12, 0.11), rough=0.9, bump=(4, 0.2))
    box((0, 0.1, -0.06), (9, 2.4, 0.12), wood, bevel=0.01)
    box((0, 0.1, 2.62), (9, 2.4, 0.12), wood, bevel=0.01)
    plane((0, 1.2, 1.3), (9, 6), back, turn=(math.pi / 2, 0, 0))
    x = -3.9
    for i, t in enumerate(titles):
        hue = hues[rng.randrange(len(hues))]
        w, h = rng.choice([0.24, 0.26, 0.3]), 2.05 + rng.uniform(-0.02, 0.02)
        im, d, path = sheet(f"spine{i}", (120, 900), hue)
        strip = Image.new("RGB", (900, 120), hue)
        sd = ImageDraw.Draw(strip)
        dark = sum(hue) < 330
        if not dark or rng.random() < 0.6:
            sd.rectangle((60, 18, 760, 102), fill=(232, 226, 210))
            ink = (28, 36, 66)
        else:
            ink = (230, 222, 200)
        f = ImageFont.truetype(HAND if rng.random() < 0.7 else SANS.format("Regular"), 64)
        sd.text((92, 26 + rng.randint(-5, 5)), t, font=f, fill=ink)
        if rng.random() < 0.4:
            sd.ellipse((800, 30, 860, 90), outline=ink, width=4)
        noise = (b.clouds((120, 900), 40, i) - 0.5) * 26
        strip = Image.fromarray(np.clip(np.asarray(strip).astype(float) + noise[..., None], 0, 255).astype("uint8"))
        strip.rotate(90, expand=True).save(path)
        lean = 0.0 if i < 15 else -0.17
        if i == 15:
            x += 0.18
        y = -0.55 + rng.uniform(0, 0.06)
        body = stuff(f"body{i}", tuple((c / 255) ** 2.2 for c in hue), rough=0.7)
        box((x + w / 2, y + 0.75, h / 2), (w, 1.5, h), body, turn=(0, lean, 0), bevel=0.01)
        p = plane((x + w / 2, y - 0.004, h / 2), (w * 0.97, h * 0.99), stuff(f"spine{i}", (1, 1, 1), rough=0.65, image=path), turn=(math.pi / 2, 0, 0))
        p.rotation_euler = (math.pi / 2, lean, 0)
        x += w + rng.uniform(0.004, 0.018)
    alu = stuff("alu", (0.6, 0.6, 0.58), rough=0.25, metal=1.0)
    tape = stuff("tape", (0.06, 0.022, 0.012), rough=0.25)
    disc((2.6, -0.3, 1.02), 0.8, 0.1, tape, turn=(math.pi / 2 - 0.22, 0, 0.25))
    ring((2.6, -0.33, 1.02), 0.98, 0.02, alu, turn=(math.pi / 2 - 0.22, 0, 0.25))
    disc((2.6, -0.35, 1.02), 0.3, 0.16, alu, turn=(math.pi / 2 - 0.22, 0, 0.25))
    lamp("AREA", (-4.5, -5, 4.2), 900, (1.0, 0.86, 0.66), (0.8, 2.4), towards=(-0.5, 0, 1))
    lamp("AREA", (5, -5, 1), 60, (0.6, 0.8, 1.0), 3, towards=(0, 0, 1))
    camera((-1.7, -6.6, 1.75), (0.1, 0, 1.2), 40, focus=(-0.9, -0.55, 1.1), f=0.35)


@picture(tone=NIGHT, mix=0.25, glow=0.4, contrast=1.1)
def mic():
    """An old microphone, lamps far behind it out of focus."""
    steel = stuff("steel", (0.55, 0.54, 0.5), rough=0.2, metal=1.0)
    dark = stuff("dark", (0.02, 0.02, 0.021), rough=0.4, metal=0.6)
    mesh = stuff("mesh", (0.03, 0.03, 0.03), rough=0.7, bump=(60, 0.6))
    box((0, 0, 0), (1.0, 0.62, 2.1), mesh, bevel=0.3)
    for i in range(9):
        z = -0.86 + i * 0.215
        w = 1.08 - 0.16 * abs(i - 4) ** 2 / 16
        bar = box((0, 0, z), (w, 0.7, 0.06), steel, bevel=0.03)
    for s in (-1, 1):
        box((s * 0.30, 0, 0), (0.055, 0.74, 2.0), steel, bevel=0.025)
    box((0, 0, -1.18), (0.5, 0.44, 0.4), dark, bevel=0.08)
    wire([(-0.75, 0, 0.1), (-0.78, 0, -0.6), (-0.5, 0, -1.3), (0, 0, -1.55), (0.5, 0, -1.3), (0.78, 0, -0.6), (0.75, 0, 0.1)], 0.05, steel)
    for s in (-1, 1):
        disc((s * 0.68, 0, 0.02), 0.12, 0.16, dark, turn=(0, math.pi / 2, 0), bevel=0.02)
    rod((0, 0, -1.5), (0, 0, -4.5), 0.085, steel)
    rng = b.pick(5)
    for _ in range(46):
        y = rng.uniform(14, 40)
        hue = rng.choice([(1, 0.45, 0.12), (1, 0.62, 0.28), (1, 0.75, 0.45), (0.35, 0.6, 0.75), (0.9, 0.3, 0.1)])
        b.ball((rng.uniform(-0.62, 0.62) * y, y, rng.uniform(-0.3, 0.34) * y), 0.07, stuff("lamp", hue, glow=rng.uniform(30, 170)))
    lamp("AREA", (3.2, -2.5, 2.5), 650, (1.0, 0.66, 0.36), (0.7, 2.5), towards=(0, 0, 0))
    lamp("AREA", (-3.5, -0.5, 1.5), 330, (0.42, 0.7, 0.85), (0.6, 3), towards=(0, 0, 0))
    camera((-1.5, -7.4, -0.3), (0.95, 0, -0.22), 50, focus=(0, -0.3, 0), f=0.16)


def water(size, seed, wave=0.5, scale=1.0, rough=0.05, colour=(0.005, 0.012, 0.014)):
    import bpy

    m = stuff("water", colour, rough=rough)
    tree = m.node_tree
    p = next(n for n in tree.nodes if n.type == "BSDF_PRINCIPLED")
    place = tree.nodes.new("ShaderNodeTexCoord")
    last = None
    for k, (s, strength, stretch) in enumerate(((0.35, 0.5, (1, 2.2, 1)), (1.7, 0.35, (1, 1.8, 1)), (6.0, 0.16, (1, 1.4, 1)))):
        mp = tree.nodes.new("ShaderNodeMapping")
        mp.inputs["Scale"].default_value = stretch
        mp.inputs["Location"].default_value = (seed, k * 3.1, seed * 0.3)
        n = tree.nodes.new("ShaderNodeTexNoise")
        n.inputs["Scale"].default_value = s * scale
        n.inputs["Detail"].default_value = 4
        bump = tree.nodes.new("ShaderNodeBump")
        bump.inputs["Strength"].default_value = strength * wave
        bump.inputs["Distance"].default_value = 1.0 / (s * scale)
        tree.links.new(place.outputs["Object"], mp.inputs["Vector"])
        tree.links.new(mp.outputs["Vector"], n.inputs["Vector"])
        tree.links.new(n.outputs[0], bump.inputs["Height"])
        if last:
            tree.links.new(last.outputs["Normal"], bump.inputs["Normal"])
        last = bump
    tree.links.new(last.outputs["Normal"], p.inputs["Normal"])
    bpy.ops.mesh.primitive_plane_add(size=size, location=(0, size / 2 - 60, 0))
    bpy.ops.object.transform_apply(scale=True)
    bpy.context.object.data.materials.append(m)


def sky_gradient(stops):
    """The sky by height: stops of (0..1 from horizon to zenith, colour)."""
    import bpy

    tree = bpy.context.scene.world.node_tree
    bg = next(n for n in tree.nodes if n.type == "BACKGROUND")
    place = tree.nodes.new("ShaderNodeTexCoord")
    split = tree.nodes.new("ShaderNodeSeparateXYZ")
    ramp = tree.nodes.new("ShaderNodeValToRGB")
    tree.links.new(place.outputs["Generated"], split.inputs[0])
    tree.links.new(split.outputs["Z"], ramp.inputs[0])
    tree.links.new(ramp.outputs[0], bg.inputs[0])
    bg.inputs[1].default_value = 1.0
    els = ramp.color_ramp.elements
    els[0].position, els[0].color = stops[0][0], (*stops[0][1], 1)
    els[1].position, els[1].color = stops[-1][0], (*stops[-1][1], 1)
    for pos, col in stops[1:-1]:
        e = els.new(pos)
        e.color = (*col, 1)


def ferry(at, hull, white, window, k=1.0):
    x, y, z = at
    outline = [(x - 9 * k, y - 2 * k), (x + 8 * k, y - 2 * k), (x + 11 * k, y), (x + 8 * k, y + 2 * k), (x - 9 * k, y + 2 * k)]
    slab(outline, z - 0.5, 2.0 * k, hull)
    slab([(px * 1.0, py) for px, py in outline], z + 1.5 * k, 0.12, white)
    box((x - 1.5 * k, y, z + 2.4 * k), (12.5 * k, 3.4 * k, 1.8 * k), white)
    box((x + 1.0 * k, y, z + 4.1 * k), (6 * k, 3.0 * k, 1.5 * k), white)
    for i in range(14):
        box((x - 7.2 * k + i * 0.88 * k, y - 1.72 * k, z + 2.55 * k), (0.6 * k, 0.06, 0.75 * k), window)
    for i in range(6):
        box((x - 1.5 * k + i * 0.95 * k, y - 1.52 * k, z + 4.25 * k), (0.7 * k, 0.06, 0.6 * k), window)
    rod((x - 4.5 * k, y, z + 3.2 * k), (x - 4.8 * k, y, z + 6.0 * k), 0.7 * k, hull)
    rod((x + 1.5 * k, y, z + 4.8 * k), (x + 1.5 * k, y, z + 8.5 * k), 0.07 * k, hull)
    rod((x - 8.5 * k, y, z + 1.5 * k), (x - 8.5 * k, y, z + 4.5 * k), 0.05 * k, hull)


@picture(tone=((40, 34, 44), (255, 226, 196)), mix=0.35, glow=0.35, contrast=1.12, look=0.3, leak=(0.02, (1.0, 0.45, 0.2), 0.3))
def dawn():
    """The first ferry in the mist, the sky turning apricot."""
    sky_gradient([(0.0, (0.95, 0.46, 0.24)), (0.07, (0.85, 0.50, 0.36)), (0.2, (0.42, 0.42, 0.48)), (0.6, (0.13, 0.2, 0.3))])
    water(900, 3.0, wave=0.16, scale=0.6, rough=0.06, colour=(0.01, 0.014, 0.018))
    hull = stuff("hull", (0.03, 0.035, 0.045), rough=0.5)
    white = stuff("white", (0.2, 0.2, 0.22), rough=0.5)
    window = stuff("window", (1.0, 0.62, 0.25), glow=6)
    ferry((9, 95, 0), hull, white, window, 1.35)
    for i in range(5):
        rod((-21 + i * 4.6, 58 + i * 9, -1), (-21 + i * 4.6, 58 + i * 9, 4.2 - 0.1 * i), 0.38, hull)
    for i in range(26):
        x = -190 + i * 16
        h = 3.5 + 9 * abs(math.sin(i * 1.7)) * abs(math.cos(i * 0.63)) ** 1.5
        box((x, 330, h / 2), (9 + 9 * abs(math.sin(i * 2.3)), 4, h), hull)
        if i in (6, 15, 21):
            rod((x, 330, h), (x, 330, h + 19), 1.3, hull, r2=0.1)
            box((x, 330, h + 2), (4, 4, 7), hull)
    mist((0, 160, 8), (900, 360, 16), 0.0042, (1.0, 0.86, 0.76), forward=0.7)
    b.ball((-44, 420, 26), 7, stuff("sun", (1.0, 0.5, 0.22), glow=7))
    camera((0, -6, 3.0), (0, 90, 5.4), 42)


def crane(x, y, k, m, red):
    for sx in (-1, 1):
        for sy in (-1, 1):
            rod((x + sx * 5 * k, y + sy * 3 * k, 0), (x + sx * 4 * k, y + sy * 2 * k, 24 * k), 0.55 * k, m)
    box((x, y, 12 * k), (10 * k, 6 * k, 0.8 * k), m)
    box((x, y, 24 * k), (10 * k, 5 * k, 1.4 * k), m)
    rod((x - 3 * k, y, 24 * k), (x + 1 * k, y, 37 * k), 0.5 * k, m)
    rod((x + 4 * k, y, 24 * k), (x + 1 * k, y, 37 * k), 0.5 * k, m)
    rod((x - 16 * k, y, 25 * k), (x + 13 * k, y, 25 * k), 0.7 * k, m)
    up = (x + 34 * k, y, 44 * k)
    rod((x + 5 * k, y, 25 * k), up, 0.6 * k, m)
    rod((x + 1 * k, y, 37 * k), up, 0.12 * k, m)
    rod((x + 1 * k, y, 37 * k), (x - 15 * k, y, 25 * k), 0.12 * k, m)
    b.ball((x + 1 * k, y - 1, 38 * k), 0.5 * k, red)
    b.ball(up, 0.45 * k, red)


@picture(tone=NIGHT, mix=0.18, glow=0.45, contrast=1.1, look=0.2)
def harbour():
    """The port across the river at four in the morning, cranes and their lamps in the water."""
    sky_gradient([(0.0, (0.035, 0.05, 0.085)), (0.12, (0.012, 0.022, 0.05)), (0.5, (0.003, 0.006, 0.016))])
    water(1400, 9.0, wave=0.3, scale=0.5, rough=0.09, colour=(0.002, 0.004, 0.007))
    steel = stuff("steel", (0.03, 0.035, 0.04), rough=0.6)
    red = stuff("red", (1.0, 0.05, 0.02), glow=60)
    sodium = stuff("sodium", (1.0, 0.5, 0.14), glow=120)
    white = stuff("white", (0.8, 0.95, 1.0), glow=70)
    green = stuff("green", (0.1, 1.0, 0.45), glow=50)
    rng = b.pick(21)
    for x, k in ((-128, 1.15), (-62, 1.1), (18, 1.2), (112, 1.0)):
        crane(x, 330, k, steel, red)
    box((0, 345, 2), (700, 30, 4), steel)
    for i in range(36):
        x = -300 + i * 17 + rng.uniform(-3, 3)
        h = rng.choice([5, 8, 8, 11, 14])
        hue = rng.choice([(0.1, 0.03, 0.02), (0.03, 0.06, 0.09), (0.06, 0.06, 0.05)])
        box((x, 340, 4 + h / 2), (12, 8, h), stuff("stack", hue, rough=0.7))
    for i in range(44):
        x = -290 + i * 13.4 + rng.uniform(-5, 5)
        z = rng.choice([9, 14, 19, 26])
        b.ball((x, 322, z), 0.55, sodium if rng.random() < 0.72 else white)
    for x, z, m in ((-90, 5, green), (75, 5, red), (160, 4, white)):
        b.ball((x, 200, z), 0.5, m)
    for i in range(7):
        lamp("POINT", (-240 + i * 80, 318, 26), 60000, (1.0, 0.55, 0.2), 2)
    rail = stuff("rail", (0.012, 0.014, 0.016), rough=0.35)
    wire([(-6, 1.1, 1.02), (0, 1.15, 1.0), (6, 1.05, 1.04)], 0.045, rail)
    wire([(-6, 1.1, 0.5), (0, 1.15, 0.48), (6, 1.05, 0.52)], 0.022, rail)
    rod((-1.55, 1.12, -1), (-1.55, 1.12, 1.0), 0.035, rail)
    mist((0, 180, 20), (1400, 380, 40), 0.0007, (0.9, 0.9, 1.0), forward=0.6)
    camera((0, -2.6, 1.95), (0, 300, 22), 36, focus=(0, 300, 20), f=4.0)


@picture(tone=TEA, mix=0.25, glow=0.4, contrast=1.15, look=1.3)
def seats():
    """The empty hall from the last row: seats, one lamp, the piano."""
    velvet = stuff("velvet", (0.17, 0.012, 0.014), rough=0.9)
    wood = stuff("wood", (0.10, 0.05, 0.025), rough=0.4)
    dark = stuff("dark", (0.012, 0.011, 0.011), rough=0.8)
    boards = stuff("boards", (0.30, 0.17, 0.085), rough=0.25, bump=(3, 0.1, (1, 12, 1)))
    curtain = stuff("curtain", (0.10, 0.008, 0.01), rough=0.95)
    black = stuff("piano", (0.006, 0.006, 0.007), rough=0.12, coat=1.0)
    for row in range(11):
        y = row * 1.0
        z = 1.65 - row * 0.165
        box((0, y, z - 0.5), (20, 1.0, 1.0), dark)
        for i in range(-13, 14):
            if i in (-5, 5):
                continue
            x = i * 0.62 + (0.31 if row % 2 else 0)
            box((x, y + 0.1, z + 0.68), (0.54, 0.1, 0.62), velvet, bevel=0.1)
            box((x + 0.31, y - 0.05, z + 0.5), (0.05, 0.4, 0.06), wood, bevel=0.015)
    box((0, 17, -0.1), (18, 9, 1.2), boards)
    import bpy

    before = set(bpy.data.objects)
    grand((0, 0, 0), black, wood)
    pivot = bpy.data.objects.new("pivot", None)
    bpy.context.collection.objects.link(pivot)
    for o in set(bpy.data.objects) - before - {pivot}:
        o.parent = pivot
    pivot.location = (1.9, 16.0, 0.5)
    pivot.rotation_euler = (0, 0, math.pi / 2)
    for i in range(64):
        x = -9 + i * 0.285
        rod((x, 20.6 + 0.16 * math.sin(i * 1.9), 0.4), (x, 20.6 + 0.16 * math.sin(i * 1.9), 9), 0.17, curtain)
    for s in (-1, 1):
        box((s * 8.6, 13.0, 4), (2.4, 0.6, 9), dark)
    box((0, 12.8, 7.7), (20, 0.6, 3.0), dark)
    lamp("SPOT", (0.4, 13.4, 9.5), 5200, (1.0, 0.83, 0.6), 0.12, towards=(0.8, 16.4, 0.5), angle=0.62, blend=0.55)
    lamp("AREA", (0, 19.5, 6), 60, (1.0, 0.4, 0.25), (14, 1), towards=(0, 20.6, 2))
    lamp("AREA", (0, 2, 9), 420, (0.55, 0.66, 0.85), (14, 5), towards=(0, 5, 0))
    mist((0, 12, 4.5), (19, 17, 9.5), 0.012, (1, 0.95, 0.9), forward=0.35)
    camera((-2.2, -2.6, 3.9), (0.5, 14, 1.35), 30)


def viola_part():
    """The handwritten page: a picture for the lid, and a PDF to print."""
    rng = b.pick(4)
    w, h = 1500, 2000
    im, d, _ = sheet("page", (w, h), (236, 228, 206))
    f = ImageFont.truetype(HAND, 84)
    d.text((150, 96), "Low Water", font=f, fill=(32, 30, 40))
    d.text((1130, 120), "viola", font=ImageFont.truetype(HAND, 60), fill=(32, 30, 40))
    for s in range(8):
        y0 = 290 + s * 205
        for k in range(5):
            d.line((120, y0 + k * 19, w - 110, y0 + k * 19), fill=(70, 66, 62), width=2)
        d.line((120, y0, 120, y0 + 76), fill=(40, 38, 40), width=4)
        d.text((128, y0 - 34), "B", font=ImageFont.truetype(SERIF.format("Bold"), 104), fill=(32, 30, 40))
        x = 260
        for bar in range(4):
            px = []
            for i in range(rng.choice([3, 4, 4, 6])):
                step = rng.randint(-2, 9)
                ny = y0 + 76 - step * 9.5
                note = Image.new("L", (60, 60), 0)
                ImageDraw.Draw(note).ellipse((14, 19, 46, 41), fill=255)
                note = note.rotate(22)
                im.paste((28, 26, 34), (int(x) - 30, int(ny) - 30), note)
                up = step < 4
                d.line((x + (14 if up else -14), ny, x + (14 if up else -14), ny + (-66 if up else 66)), fill=(28, 26, 34), width=4)
                px.append((x, ny, up))
                x += 272 / 6 * rng.uniform(0.95, 1.25)
            if len(px) >= 4 and px[0][2] == px[1][2]:
                o, dy = (14, -66) if px[0][2] else (-14, 66)
                d.line((px[0][0] + o, px[0][1] + dy, px[1][0] + o, px[1][1] + dy), fill=(28, 26, 34), width=11)
            x = 260 + (bar + 1) * 282
            d.line((x - 28, y0, x - 28, y0 + 76), fill=(60, 56, 56), width=3)
    blue = (44, 70, 150)
    pencil = (120, 116, 116)
    d.text((430, 470), "tip of the bow", font=ImageFont.truetype(HAND, 58), fill=pencil)
    d.arc((560, 660, 1010, 900), 190, 350, fill=pencil, width=5)
    d.text((900, 866), "wait for the ferry", font=ImageFont.truetype(HAND, 62), fill=blue)
    d.ellipse((520, 1096, 800, 1220), outline=(178, 44, 34), width=7)
    d.text((810, 1070), "no!", font=ImageFont.truetype(HAND, 84), fill=(178, 44, 34))
    d.text((240, 1690), "slower than you think", font=ImageFont.truetype(HAND, 60), fill=pencil)
    stain = Image.new("L", (w, h), 0)
    ImageDraw.Draw(stain).ellipse((980, 1500, 1380, 1900), outline=90, width=22)
    stain = stain.filter(ImageFilter.GaussianBlur(5))
    im.paste((150, 104, 60), (0, 0), stain.point(lambda v: int(v * 0.8)))
    return im


@picture(part=0.7, tone=TEA, mix=0.35, contrast=1.05)
def score():
    """A page of the string parts on the lid, a pencil, the window's shadow over it."""
    path = os.path.join(TMP, "page.png")
    viola_part().save(path)
    paper = stuff("paper", (1, 1, 1), rough=0.8, image=path)
    under = stuff("under", (0.75, 0.70, 0.6), rough=0.8)
    lacquer = stuff("lacquer", (0.008, 0.008, 0.009), rough=0.09, coat=1.0)
    plane((0, 0, 0), (30, 30), lacquer)
    plane((0.25, 0.1, 0.006), (2.95, 3.95), under, turn=(0, 0, 0.21))
    plane((0, 0, 0.012), (3.0, 4.0), paper, turn=(0, 0, 0.12))
    wood = stuff("pencil", (0.55, 0.07, 0.03), rough=0.35, coat=0.6)
    tip = stuff("tip", (0.6, 0.42, 0.25), rough=0.8)
    lead = stuff("lead", (0.03, 0.03, 0.03), rough=0.4)
    a, c = (1.75, -1.0, 0.07), (0.55, 0.35, 0.07)
    rod(a, c, 0.055, wood, sides=6)
    t = (0.42, 0.495, 0.055)
    rod(c, t, 0.054, tip, r2=0.015)
    rod(t, (0.385, 0.535, 0.05), 0.015, lead, r2=0.002)
    dark = stuff("frame", (0.02, 0.02, 0.02))
    for k in (-1, 0, 1):
        box((5.0 + 0, 2.2 + k * 0.62, 4.6), (0.05, 0.07, 3.2), dark)
    for k in (-1, 0, 1):
        box((5.0, 2.2, 4.6 + k * 0.75), (0.05, 2.4, 0.07), dark)
    for sy in (-1, 1):
        box((5.0, 2.2 + sy * 2.2, 4.6), (0.05, 2.6, 6), dark)
    box((5.0, 2.2, 7.3), (0.05, 4, 3), dark)
    box((5.0, 2.2, 1.9), (0.05, 4, 3), dark)
    lamp("SUN", (0, 0, 0), 6, (1.0, 0.88, 0.7), 0.02, towards=(-5.0, -2.0, -4.5))
    lamp("AREA", (-3, 4, 5), 90, (0.7, 0.84, 1.0), 4, towards=(0, 0, 0))
    camera((-0.75, -3.5, 3.1), (0.12, 0.08, 0), 50, focus=(0.4, 0.3, 0), f=0.35)


@picture(tone=SEA, mix=0.3, glow=0.2, contrast=1.1)
def cup():
    """A cup on the piano lid, its reflection, steam in the window's light."""
    lacquer = stuff("lacquer", (0.006, 0.006, 0.007), rough=0.06, coat=1.0, bump=(1.0, 0.008))
    china = stuff("china", (0.78, 0.79, 0.76), rough=0.18, coat=0.6)
    blue = stuff("blue", (0.03, 0.09, 0.16), rough=0.2, coat=0.6)
    tea = stuff("tea", (0.10, 0.03, 0.008), rough=0.05)
    plane((0, 6, 0), (60, 40), lacquer)
    import bpy
    import bmesh

    def turn(profile, material):
        n = 96
        verts, faces = [], []
        for i in range(n):
            a = TAU * i / n
            verts += [(r * math.cos(a), r * math.sin(a), z) for r, z in profile]
        m = len(profile)
        for i in range(n):
            for j in range(m - 1):
                faces.append((i * m + j, ((i + 1) % n) * m + j, ((i + 1) % n) * m + j + 1, i * m + j + 1))
        mesh = bpy.data.meshes.new("turned")
        mesh.from_pydata(verts, [], faces)
        for p in mesh.polygons:
            p.use_smooth = True
        o = bpy.data.objects.new("turned", mesh)
        bpy.context.collection.objects.link(o)
        mesh.materials.append(material)

    turn([(0.0, 0.1), (0.28, 0.1), (0.3, 0.04), (0.36, 0.04), (0.38, 0.12), (0.52, 0.24), (0.6, 0.45), (0.64, 0.75), (0.66, 1.0), (0.64, 1.01), (0.61, 0.98), (0.57, 0.5), (0.3, 0.2), (0, 0.18)], china)
    turn([(0.0, 0.02), (0.5, 0.015), (0.8, 0.05), (1.12, 0.13), (1.13, 0.15), (0.8, 0.08), (0.5, 0.05), (0.0, 0.05)], china)
    ring((0, 0, 0.93), 0.656, 0.012, blue)
    ring((0, 0, 0.141), 1.1, 0.012, blue)
    disc((0, 0, 0.86), 0.6, 0.01, tea)
    wire([(0.62, 0.1, 0.82), (0.9, 0.16, 0.86), (1.0, 0.18, 0.6), (0.85, 0.15, 0.38), (0.57, 0.1, 0.36)], 0.05, china)
    spoon = stuff("spoon", (0.7, 0.68, 0.62), rough=0.15, metal=1.0)
    wire([(-0.3, -0.86, 0.17), (0.3, -0.95, 0.2), (0.95, -0.75, 0.24)], 0.028, spoon)
    b.ball((-0.42, -0.83, 0.16), 0.17, spoon, (1.3, 0.85, 0.25))
    frame = stuff("frame", (0.025, 0.028, 0.028), rough=0.5)
    sky = stuff("sky", (0.62, 0.76, 0.8), glow=1.9)
    plane((2, 14, 3.5), (26, 10), sky, turn=(math.pi / 2, 0, 0))
    for i in range(8):
        box((-7 + i * 3, 12.5, 3.5), (0.22, 0.2, 9), frame)
    for z in (1.0, 4.0):
        box((2, 12.5, z), (28, 0.2, 0.18), frame)
    lamp("AREA", (-3.4, 2.6, 3.2), 90, (0.85, 0.95, 1.0), (1.2, 3), towards=(0, 0, 0.4))
    lamp("AREA", (3.5, -3, 2.0), 30, (1.0, 0.68, 0.4), 1.2, towards=(0, 0, 0.4))
    camera((-0.9, -5.6, 1.95), (0.75, 0, 0.66), 48, focus=(0, -0.5, 0.5), f=0.2)


@picture(part=0.68, tone=NIGHT, mix=0.12, glow=0.35, contrast=1.08, look=0.2)
def posters():
    """A wall of posters under a street lamp, pasted over each other."""
    wall = stuff("brick", (0.12, 0.065, 0.045), rough=0.9, bump=(3, 0.6))
    pave = stuff("pave", (0.05, 0.052, 0.055), rough=0.18, bump=(2, 0.25))
    import bpy

    plane((0, 0, 2.5), (20, 5.4), wall, turn=(math.pi / 2, 0, 0))
    for i in range(34):
        box((0, -0.004, i * 0.16), (20, 0.02, 0.014), stuff("mortar", (0.05, 0.045, 0.04), rough=1))
    plane((0, -4, 0), (20, 8), pave)
    rng = b.pick(17)

    def poster(name, colour, draw):
        im, d, path = sheet(name, (840, 1188), colour)
        draw(im, d)
        rub = (b.clouds((1188, 840), 160, hash(name) % 999) - 0.5) * 44
        a = np.asarray(im).astype(float) + rub[..., None]
        for k in (1, 2, 3):
            a[k * 297 - 1 : k * 297 + 1] *= 0.86
        a[:, 419:421] *= 0.88
        Image.fromarray(np.clip(a, 0, 255).astype("uint8")).save(path)
        return stuff(name, (1, 1, 1), rough=0.75, image=path, bump=(2.6, 0.35))

    def big(d, xy, text, size, fill, face=SERIF.format("Roman")):
        d.text(xy, text, font=ImageFont.truetype(face, size), fill=fill)

    def low_water(im, d):
        for i in range(26):
            y = 560 + i * 25
            pts = [(x, y + 9 * math.sin(x / (60 + 3 * i) + i * 1.3) * (0.4 + i / 26)) for x in range(-10, 860, 10)]
            d.line(pts, fill=(226, 232, 226), width=2 + i // 3)
        big(d, (56, 60), "Maren\nOduya", 190, (240, 240, 232))
        big(d, (62, 500), "Low Water", 58, (240, 240, 232), SERIF.format("Italic"))

    def elbdeich(im, d):
        d.ellipse((250, 340, 1000, 1090), fill=(202, 66, 38))
        big(d, (52, 44), "12.12.", 250, (24, 26, 28), SANS.format("Bold"))
        big(d, (56, 300), "SAAL AM ELBDEICH", 62, (24, 26, 28), SANS.format("Bold"))
        big(d, (56, 990), "Maren Oduya, piano\nAda Lindqvist, viola", 62, (24, 26, 28))

    def studies(im, d):
        for i in range(6):
            for j in range(4):
                x, y = 70 + j * 182, 300 + i * 130
                if (i * 5 + j * 3) % 4:
                    d.rectangle((x, y, x + 150, y + 100), fill=(24, 46, 60))
                else:
                    d.ellipse((x + 20, y - 5, x + 130, y + 105), fill=(24, 46, 60))
        big(d, (66, 60), "Six Studies\nfor the left hand", 96, (24, 46, 60))

    def night(im, d):
        for i in range(44):
            y = 90 + i * 24
            d.rectangle((70, y, 770, y + int(2 + 18 * (0.5 + 0.5 * math.sin(i * 0.33)))), fill=(236, 198, 72))
        d.rectangle((0, 760, 840, 1188), fill=(16, 18, 22))
        big(d, (66, 800), "FERRY\nHALL", 170, (236, 198, 72), SANS.format("Bold"))

    made = [
        (poster("low", (22, 58, 62), low_water), -2.55, 1.75, -0.012),
        (poster("elb", (228, 220, 200), elbdeich), -1.1, 1.72, 0.01),
        (poster("six", (214, 196, 148), studies), 0.36, 1.78, -0.006),
        (poster("nig", (30, 32, 38), night), 1.8, 1.7, 0.014),
        (poster("elb2", (228, 220, 200), elbdeich), 3.24, 1.76, -0.01),
        (poster("low2", (22, 58, 62), low_water), -4.0, 1.7, 0.012),
    ]
    for i, (m, x, z, tilt) in enumerate(made):
        bpy.ops.mesh.primitive_grid_add(x_subdivisions=30, y_subdivisions=40, size=1, location=(x, -0.03 - 0.008 * i, z), rotation=(math.pi / 2, tilt, 0))
        o = bpy.context.object
        o.scale = (1.4, 1.98, 1)
        o.data.materials.append(m)
        mesh = o.data
        for v in mesh.vertices:
            v.co.z += 0.012 * math.sin(v.co.x * 9 + i) * math.sin(v.co.y * 7 + 2 * i)
            corner = max(0, v.co.x - 0.3) * max(0, v.co.y - 0.32)
            if i in (1, 3):
                v.co.z += corner * 9
    lamp("SPOT", (-0.6, -2.8, 5.6), 1500, (1.0, 0.74, 0.42), 0.15, towards=(-0.3, 0, 1.5), angle=1.15, blend=0.8)
    lamp("AREA", (6, -5, 3), 70, (0.3, 0.5, 0.9), 3, towards=(0, 0, 1.5))
    camera((-2.7, -5.2, 1.35), (0.1, 0, 1.42), 33, focus=(-1.0, 0, 1.7), f=1.0)


@picture(size=(1100, 1375), tone=SEA, mix=0.5, glow=0.3, contrast=1.2, look=0.8)
def stairs():
    """Down the iron stairs to the landing stage, water at the end of them."""
    sky_gradient([(0.0, (0.62, 0.68, 0.70)), (0.3, (0.42, 0.50, 0.54)), (1.0, (0.2, 0.26, 0.3))])
    water(900, 5.0, wave=0.35, scale=0.9, rough=0.08, colour=(0.012, 0.02, 0.02))
    iron = stuff("iron", (0.03, 0.036, 0.036), rough=0.4, bump=(10, 0.2))
    wood = stuff("plank", (0.13, 0.115, 0.10), rough=0.55, bump=(3, 0.4, (1, 10, 1)))
    for i in range(18):
        box((0, 0.42 * i, 4.2 - 0.2 * i), (2.0, 0.38, 0.05), wood, bevel=0.01)
    for s in (-1, 1):
        rod((s * 1.05, -0.6, 4.4), (s * 1.05, 7.6, 0.5), 0.09, iron)
        rod((s * 1.05, -0.9, 5.6), (s * 1.05, 7.6, 1.55), 0.045, iron)
        for i in range(0, 19, 3):
            rod((s * 1.05, 0.42 * i, 4.1 - 0.2 * i), (s * 1.05, 0.42 * i, 5.14 - 0.2 * i), 0.03, iron)
    for i in range(26):
        box((0, 8.0 + i * 0.36, 0.45), (3.2 if i < 18 else 5, 0.33, 0.08), wood)
    for x, y in ((-2.8, 15), (2.8, 15), (-2.8, 18), (2.8, 18), (5.0, 24), (7.5, 30)):
        rod((x, y, -1), (x, y, 2.9), 0.22, iron)
    b.ball((-1.35, 12, 0.75), 0.28, stuff("buoy", (0.6, 0.09, 0.03), rough=0.5))
    hull = stuff("hull", (0.05, 0.055, 0.06))
    for i in range(30):
        x = -260 + i * 18
        h = 7 + 8 * abs(math.sin(i * 2.1))
        box((x, 420, h / 2), (15, 4, h), hull)
    mist((0, 220, 12), (900, 430, 24), 0.0045, (0.9, 0.95, 1.0), forward=0.4)
    lamp("SUN", (0, 0, 0), 1.6, (1, 0.96, 0.9), 0.3, towards=(0.5, -1, -0.8))
    camera((-0.25, -2.4, 6.1), (0.1, 9, 1.4), 32)


def train():
    """Rain on a train window, the fields pulled into lines. Painted, not rendered."""
    w, h = b.SIZE
    sky = np.linspace(0, 1, h)[:, None, None]
    top, low = np.array([0.42, 0.50, 0.56]), np.array([0.90, 0.80, 0.68])
    a = top + (low - top) * np.clip(sky * 1.9, 0, 1) ** 1.3 + np.zeros((h, w, 3))
    a += (b.clouds((h, w), 900, 2)[..., None] - 0.5) * 0.18
    rng = np.random.default_rng(6)
    hor = int(h * 0.53)
    for y in range(hor, h):
        t = (y - hor) / (h - hor)
        base = np.array([0.22, 0.27, 0.20]) * (1 - t) + np.array([0.10, 0.10, 0.07]) * t
        a[y] = base
    streak = rng.normal(0, 1, (h, w // 8))
    img = Image.fromarray(streak.astype("float32")).resize((w, h), Image.BICUBIC)
    s = np.asarray(img)
    k = np.cumsum(s, axis=1)
    n = 300
    pad = np.pad(k, ((0, 0), (n, n)), mode="edge")
    s = (pad[:, 2 * n :] - pad[:, : -2 * n]) / n
    s = gaussian_filter(s, 2.5)
    depth = np.clip((np.arange(h) - hor) / (h - hor), 0, 1)[:, None]
    warm = np.asarray(Image.fromarray(rng.normal(0, 1, (40, 3)).astype("float32")).resize((w, h), Image.BICUBIC))
    a += (s * (0.12 + 1.1 * depth) * (depth > 0))[..., None] * np.array([1.0, 0.92, 0.7])
    a += (warm * 0.045 * (depth > 0))[..., None] * np.array([1.2, 0.8, 0.1])
    for cx, ww, hh, dark in ((300, 200, 60, 0.3), (760, 420, 38, 0.25), (1300, 260, 80, 0.33), (1500, 160, 46, 0.2)):
        xx = np.arange(w)
        bump = hh * np.exp(-(((xx - cx) / ww) ** 2)) + 6
        for y in range(hor - 100, hor + 6):
            m = np.clip((y - (hor - bump)) / 10, 0, 1)[:, None]
            a[y] = a[y] * (1 - m * 0.75) + np.array([0.19, 0.24, 0.21]) * m * 0.75
    for cx in (180, 690, 1180):
        xx = np.arange(w)
        m = np.exp(-(((xx - cx) / 10.0) ** 2))[None, :, None] * 0.55
        a[: hor + 200] = a[: hor + 200] * (1 - m) + 0.12 * m
    scene = np.asarray(Image.fromarray((np.clip(a, 0, 1) * 255).astype("uint8")).filter(ImageFilter.GaussianBlur(5))).astype(float) / 255
    out = scene.copy()
    r = b.pick(9)
    drops = []
    for _ in range(1500):
        drops.append((r.uniform(0, w), r.uniform(0, h), r.uniform(1.2, 3.4)))
    for _ in range(110):
        drops.append((r.uniform(0, w), r.uniform(0, h), r.uniform(5, 11)))
    for _ in range(26):
        x, y, l = r.uniform(0, w), r.uniform(0, h * 0.7), r.uniform(80, 340)
        for i in range(int(l / 5)):
            drops.append((x + i * 4.2 + 5 * math.sin(i / 7) + r.uniform(-1.5, 1.5), y + i * 4, r.uniform(1.4, 3.6) if i < l / 5 - 2 else 8))
    for x, y, rad in drops:
        x0, x1, y0, y1 = int(x - rad - 2), int(x + rad + 2), int(y - rad * 1.25 - 2), int(y + rad * 1.25 + 2)
        if x0 < 0 or y0 < 0 or x1 >= w or y1 >= h:
            continue
        yy, xx = np.mgrid[y0:y1, x0:x1]
        u, v = (xx - x) / rad, (yy - y) / (rad * 1.2)
        q = np.hypot(u, v)
        inside = np.clip((1 - q) * rad / 1.6, 0, 1)[..., None]
        sy = np.clip((y + v * h * 0.42).astype(int), 0, h - 1)
        sx = np.clip((x + u * w * 0.2).astype(int), 0, w - 1)
        bent = 0.45 * scene[y0:y1, x0:x1] + 0.55 * scene[h - 1 - sy, sx] * (1.06 - 0.35 * np.clip(q, 0, 1)[..., None] ** 3)
        shine = np.exp(-(((u + 0.35) / 0.28) ** 2 + ((v + 0.45) / 0.25) ** 2))[..., None] * 0.28
        out[y0:y1, x0:x1] = out[y0:y1, x0:x1] * (1 - inside) + (bent + shine) * inside
    edge = np.ones((h, w))
    frame = Image.new("L", (w, h), 0)
    ImageDraw.Draw(frame).rounded_rectangle((34, -60, w + 80, h - 70), 90, fill=255)
    edge = np.asarray(frame.filter(ImageFilter.GaussianBlur(6))).astype(float)[..., None] / 255
    out = out * edge + np.array([0.045, 0.047, 0.05]) * (1 - edge)
    return b.develop(Image.fromarray((np.clip(out, 0, 1) * 255).astype("uint8")), tone=TEA, mix=0.25, glow=0.15, contrast=1.08, seed=31)


def contact():
    """Nine frames on three strips of film, one marked with a red pencil."""
    names = ["hall", "stands", "stairs", "keys", "window", "dawn", "score", "strings", "cup"]
    w, h = 1600, 1240
    im = Image.new("RGB", (w, h), (225, 222, 212))
    d = ImageDraw.Draw(im)
    f = ImageFont.truetype(SANS.format("Bold"), 19)
    for row in range(3):
        y = 40 + row * 394
        strip = Image.new("RGB", (1524, 366), (11, 12, 12))
        s = ImageDraw.Draw(strip)
        for i in range(37):
            for yy in (12, 366 - 12 - 22):
                s.rounded_rectangle((12 + i * 41.2, yy, 12 + i * 41.2 + 24, yy + 22), 5, fill=(228, 225, 215))
        for k in range(3):
            name = names[row * 3 + k]
            src = Image.open(os.path.join(OUT, name + ".jpg")).convert("RGB")
            sw, sh = src.size
            want = 472 / 278
            if sw / sh > want:
                cw = int(sh * want)
                src = src.crop(((sw - cw) // 2, 0, (sw + cw) // 2, sh))
            else:
                ch = int(sw / want)
                src = src.crop((0, int((sh - ch) * 0.4), sw, int((sh - ch) * 0.4) + ch))
            src = src.resize((472, 278), Image.LANCZOS)
            g = np.asarray(src.convert("L")).astype(float) / 255
            g = np.clip((g - 0.5) * (1.1 + 0.05 * k) + 0.5 + (row - 1) * 0.03, 0, 1)
            frame = np.stack([g * 236 + 8, g * 233 + 9, g * 224 + 9], axis=2).astype("uint8")
            strip.paste(Image.fromarray(frame), (26 + k * 500, 44))
            n = row * 3 + k + 11
            s.text((40 + k * 500, 327 - 3), f"{n}", font=f, fill=(214, 168, 70))
            s.text((250 + k * 500, 8), "ELBE 400" if k == 1 else "", font=f, fill=(214, 168, 70))
        strip = strip.rotate([0.25, -0.15, 0.3][row], expand=True, fillcolor=(225, 222, 212), resample=Image.BICUBIC)
        im.paste(strip, (38 + [0, 6, -4][row], y))
    red = Image.new("L", (w * 2, h * 2), 0)
    rd = ImageDraw.Draw(red)
    r = b.pick(3)
    for turn in range(2):
        pts = []
        for i in range(80):
            a = TAU * i / 76 + 0.4
            pts.append((2 * (800 + (262 + 7 * turn + 5 * math.sin(3 * a + turn)) * math.cos(a)), 2 * (620 + (166 + 6 * turn) * math.sin(a) + 4 * math.sin(2 * a))))
        rd.line(pts, fill=235, width=11, joint="curve")
    rd.line([(2 * 1120, 2 * 905), (2 * 1500, 2 * 1140)], fill=215, width=11)
    rd.line([(2 * 1500, 2 * 900), (2 * 1125, 2 * 1150)], fill=215, width=11)
    red = red.resize((w, h), Image.LANCZOS)
    waxy = np.asarray(red).astype(float) * (0.55 + 0.6 * b.clouds((h, w), 6, 5, 2))
    im.paste((205, 38, 28), (0, 0), Image.fromarray(np.clip(waxy, 0, 255).astype("uint8")))
    return b.develop(im, grain=0.006, vignette=0.12, glow=0.0, seed=12).resize((1280, 992), Image.LANCZOS)


PAINTED = {"train": train, "contact": contact}


def main():
    small = "--small" in sys.argv
    wanted = [a for a in sys.argv[1:] if not a.startswith("-")] or [*PICTURES, *PAINTED, "viola-part"]
    for name in wanted:
        if name == "viola-part":
            page = viola_part().resize((1125, 1500), Image.LANCZOS)
            page.save(os.path.join(OUT, "viola-part.pdf"), resolution=136, quality=62, title="Low Water, the viola part", author="Maren Oduya")
            continue
        if name in PICTURES:
            draw, size, samples, look, part, darkroom = PICTURES[name]
            if small:
                size, samples = tuple(s * 3 // 10 for s in size), 12
            b.empty_room(size if small else tuple(int(s * part) for s in size), samples, look)
            draw()
            raw = os.path.join(TMP, name + ".png")
            b.shoot(raw)
            image = b.develop(Image.open(raw).resize(size, Image.LANCZOS), seed=sum(map(ord, name)), **darkroom)
        else:
            image = PAINTED[name]()
        if small:
            image.save(f"/tmp/look/{name}.png")
        else:
            print(name, b.keep(image, os.path.join(OUT, name + ".jpg")))


if __name__ == "__main__":
    main()
