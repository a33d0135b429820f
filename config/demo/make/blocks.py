"""What every drawn picture shares: shapes, materials, light, a camera, and the darkroom."""

import math
import os
import random

import bpy
import numpy as np
from PIL import Image, ImageFilter
from mathutils import Vector
from scipy.ndimage import gaussian_filter

SIZE = (1600, 1000)


def empty_room(size=SIZE, samples=96, look=0.0):
    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    scene.cycles.device = "CPU"
    scene.cycles.samples = samples
    scene.cycles.use_denoising = True
    scene.cycles.max_bounces = 6
    scene.cycles.volume_bounces = 0
    scene.cycles.caustics_reflective = False
    scene.cycles.caustics_refractive = False
    scene.cycles.sample_clamp_indirect = 6.0
    scene.render.resolution_x, scene.render.resolution_y = size
    scene.view_settings.view_transform = "AgX"
    scene.view_settings.exposure = look
    scene.render.image_settings.file_format = "PNG"
    world = bpy.data.worlds.new("air")
    scene.world = world
    world.use_nodes = True
    sky((0.01, 0.012, 0.013), 1.0)
    return scene


def sky(colour, strength):
    node = next(n for n in bpy.context.scene.world.node_tree.nodes if n.type == "BACKGROUND")
    node.inputs[0].default_value = (*colour, 1)
    node.inputs[1].default_value = strength


def stuff(name, colour, rough=0.6, metal=0.0, glow=0.0, coat=0.0, bump=None, image=None, clear=0.0, mottle=None):
    """A material. `bump` is (scale, strength[, stretch]); `mottle` is (scale, other colour)."""
    m = bpy.data.materials.new(name)
    m.use_nodes = True
    tree = m.node_tree
    p = next(n for n in tree.nodes if n.type == "BSDF_PRINCIPLED")
    p.inputs["Base Color"].default_value = (*colour, 1)
    p.inputs["Roughness"].default_value = rough
    p.inputs["Metallic"].default_value = metal
    p.inputs["Coat Weight"].default_value = coat
    p.inputs["Transmission Weight"].default_value = clear
    if glow:
        p.inputs["Emission Color"].default_value = (*colour, 1)
        p.inputs["Emission Strength"].default_value = glow
    place = tree.nodes.new("ShaderNodeTexCoord")
    if bump:
        stretch = tree.nodes.new("ShaderNodeMapping")
        stretch.inputs["Scale"].default_value = bump[2] if len(bump) > 2 else (1, 1, 1)
        noise = tree.nodes.new("ShaderNodeTexNoise")
        noise.inputs["Scale"].default_value = bump[0]
        noise.inputs["Detail"].default_value = 6
        b = tree.nodes.new("ShaderNodeBump")
        b.inputs["Strength"].default_value = bump[1]
        tree.links.new(place.outputs["Object"], stretch.inputs["Vector"])
        tree.links.new(stretch.outputs["Vector"], noise.inputs["Vector"])
        tree.links.new(noise.outputs[0], b.inputs["Height"])
        tree.links.new(b.outputs["Normal"], p.inputs["Normal"])
    if mottle:
        noise = tree.nodes.new("ShaderNodeTexNoise")
        noise.inputs["Scale"].default_value = mottle[0]
        noise.inputs["Detail"].default_value = 8
        mix = tree.nodes.new("ShaderNodeMix")
        mix.data_type = "RGBA"
        mix.inputs[6].default_value = (*colour, 1)
        mix.inputs[7].default_value = (*mottle[1], 1)
        tree.links.new(place.outputs["Object"], noise.inputs["Vector"])
        tree.links.new(noise.outputs[0], mix.inputs[0])
        tree.links.new(mix.outputs[2], p.inputs["Base Color"])
    if image:
        tex = tree.nodes.new("ShaderNodeTexImage")
        tex.image = bpy.data.images.load(image)
        tree.links.new(place.outputs["UV"], tex.inputs["Vector"])
        tree.links.new(tex.outputs["Color"], p.inputs["Base Color"])
    return m


def _own(material, name=None):
    o = bpy.context.object
    if material:
        o.data.materials.append(material)
    if name:
        o.name = name
    return o


def box(at, size, material, turn=(0, 0, 0), bevel=0.0):
    bpy.ops.mesh.primitive_cube_add(size=1, location=at, rotation=turn)
    o = _own(material)
    o.scale = size
    if bevel:
        bpy.ops.object.transform_apply(location=False, rotation=False, scale=True)
        mod = o.modifiers.new("b", "BEVEL")
        mod.width = bevel
        mod.segments = 3
    return o


def plane(at, size, material, turn=(0, 0, 0)):
    bpy.ops.mesh.primitive_plane_add(size=1, location=at, rotation=turn)
    o = _own(material)
    o.scale = (size[0], size[1], 1)
    return o


def ball(at, r, material, scale=(1, 1, 1)):
    bpy.ops.mesh.primitive_uv_sphere_add(radius=r, location=at, segments=48, ring_count=24)
    o = _own(material)
    o.scale = scale
    bpy.ops.object.shade_smooth()
    return o


def rod(a, b, r, material, sides=24, r2=None):
    a, b = Vector(a), Vector(b)
    d = b - a
    bpy.ops.mesh.primitive_cone_add(
        radius1=r, radius2=r if r2 is None else r2, depth=d.length, vertices=sides, location=(a + b) / 2
    )
    o = _own(material)
    o.rotation_mode = "QUATERNION"
    o.rotation_quaternion = d.to_track_quat("Z", "Y")
    bpy.ops.object.shade_auto_smooth(angle=0.6) if hasattr(bpy.ops.object, "shade_auto_smooth") else None
    return o


def disc(at, r, h, material, turn=(0, 0, 0), sides=96, bevel=0.0):
    bpy.ops.mesh.primitive_cylinder_add(radius=r, depth=h, vertices=sides, location=at, rotation=turn)
    o = _own(material)
    if bevel:
        mod = o.modifiers.new("b", "BEVEL")
        mod.width = bevel
        mod.segments = 3
    return o


def ring(at, r, thick, material, turn=(0, 0, 0)):
    bpy.ops.mesh.primitive_torus_add(location=at, rotation=turn, major_radius=r, minor_radius=thick, major_segments=96)
    o = _own(material)
    bpy.ops.object.shade_smooth()
    return o


def wire(points, r, material, closed=False):
    """A cable, a string, a rail: a smooth tube through the points."""
    curve = bpy.data.curves.new("wire", "CURVE")
    curve.dimensions = "3D"
    curve.bevel_depth = r
    curve.bevel_resolution = 4
    curve.resolution_u = 12
    spline = curve.splines.new("NURBS")
    spline.points.add(len(points) - 1)
    for p, q in zip(spline.points, points):
        p.co = (*q, 1)
    spline.use_endpoint_u = True
    spline.use_cyclic_u = closed
    spline.order_u = min(4, len(points))
    o = bpy.data.objects.new("wire", curve)
    curve.materials.append(material)
    bpy.context.collection.objects.link(o)
    return o


def slab(outline, z, h, material, bevel=0.0):
    """A flat body from an outline in x, y."""
    n = len(outline)
    verts = [(x, y, z) for x, y in outline] + [(x, y, z + h) for x, y in outline]
    faces = [tuple(range(n - 1, -1, -1)), tuple(range(n, 2 * n))]
    faces += [(i, (i + 1) % n, n + (i + 1) % n, n + i) for i in range(n)]
    mesh = bpy.data.meshes.new("slab")
    mesh.from_pydata(verts, [], faces)
    o = bpy.data.objects.new("slab", mesh)
    bpy.context.collection.objects.link(o)
    mesh.materials.append(material)
    if bevel:
        mod = o.modifiers.new("b", "BEVEL")
        mod.width = bevel
        mod.segments = 3
    return o


def lamp(kind, at, power, colour=(1, 1, 1), size=1.0, towards=None, angle=None, blend=0.3):
    data = bpy.data.lights.new("lamp", kind)
    data.energy = power
    data.color = colour
    if kind == "AREA":
        data.shape = "RECTANGLE"
        data.size, data.size_y = size if isinstance(size, tuple) else (size, size)
    elif kind == "SUN":
        data.angle = size
    else:
        data.shadow_soft_size = size
    if kind == "SPOT":
        data.spot_size = angle or 0.6
        data.spot_blend = blend
    o = bpy.data.objects.new("lamp", data)
    o.location = at
    bpy.context.collection.objects.link(o)
    if towards is not None:
        o.rotation_euler = (Vector(towards) - Vector(at)).to_track_quat("-Z", "Y").to_euler()
    return o


def camera(at, towards, lens=50, focus=None, f=2.8, roll=0.0):
    data = bpy.data.cameras.new("camera")
    data.lens = lens
    data.clip_end = 2000
    o = bpy.data.objects.new("camera", data)
    o.location = at
    q = (Vector(towards) - Vector(at)).to_track_quat("-Z", "Y")
    o.rotation_euler = q.to_euler()
    if roll:
        o.rotation_euler.rotate_axis("Z", roll)
    if focus is not None:
        data.dof.use_dof = True
        data.dof.focus_distance = (Vector(focus) - Vector(at)).length
        data.dof.aperture_fstop = f
    bpy.context.collection.objects.link(o)
    bpy.context.scene.camera = o
    return o


def mist(at, size, density, colour=(1, 1, 1), forward=0.3):
    """A box of air that catches light."""
    m = bpy.data.materials.new("mist")
    m.use_nodes = True
    tree = m.node_tree
    for n in list(tree.nodes):
        if n.type == "BSDF_PRINCIPLED":
            tree.nodes.remove(n)
    v = tree.nodes.new("ShaderNodeVolumeScatter")
    v.inputs["Color"].default_value = (*colour, 1)
    v.inputs["Density"].default_value = density
    v.inputs["Anisotropy"].default_value = forward
    out = next(n for n in tree.nodes if n.type == "OUTPUT_MATERIAL")
    tree.links.new(v.outputs[0], out.inputs["Volume"])
    return box(at, size, m)


def shoot(path):
    bpy.context.scene.render.filepath = path
    bpy.ops.render.render(write_still=True)


# --- the darkroom -----------------------------------------------------------------------------


def clouds(shape, scale, seed, octaves=5):
    """Soft noise between 0 and 1, made by enlarging random grids."""
    rng = np.random.default_rng(seed)
    h, w = shape
    out = np.zeros(shape)
    weight = 1.0
    for k in range(octaves):
        s = max(1.0, scale / 2**k)
        grid = rng.random((int(h / s) + 3, int(w / s) + 3)).astype("float32")
        img = Image.fromarray(grid).resize((w, h), Image.BICUBIC)
        out += weight * np.asarray(img)
        weight *= 0.5
    return (out - out.min()) / (out.max() - out.min())


def develop(image, tone=None, mix=0.6, grain=0.013, vignette=0.35, glow=0.12, contrast=1.0, seed=7, leak=None):
    """From a clean render to a print: halation, tone, fall-off towards the corners, grain.

    `tone` is (shadow, light), two colours 0-255 between which the picture's greys are laid."""
    a = np.asarray(image.convert("RGB")).astype("float64") / 255
    h, w, _ = a.shape
    if glow:
        soft = np.asarray(image.convert("RGB").filter(ImageFilter.GaussianBlur(w / 70))).astype("float64") / 255
        a = 1 - (1 - a) * (1 - glow * soft**1.5)
    a = np.clip(0.5 + (a - 0.5) * contrast, 0, 1)
    if tone:
        grey = (a @ np.array([0.3, 0.59, 0.11]))[..., None]
        low, high = (np.array(c) / 255 for c in tone)
        a = (1 - mix) * a + mix * (low + (high - low) * grey)
    yy, xx = np.mgrid[0:h, 0:w]
    r = np.hypot((xx - w / 2) / (w / 2), (yy - h / 2) / (h / 2))
    a *= (1 - vignette * np.clip(r - 0.35, 0, None) ** 1.6)[..., None]
    if leak:
        x, colour, amount = leak
        band = np.exp(-(((xx / w - x) * 5 + 0.4 * (clouds((h, w), 600, seed + 1, 2) - 0.5)) ** 2))
        a = 1 - (1 - a) * (1 - amount * band[..., None] * np.array(colour))
    rng = np.random.default_rng(seed)
    noise = gaussian_filter(rng.normal(0, 1, (h, w)), 0.8) * 2.0
    grey = a.mean(axis=2)
    a += (grain * noise * (0.35 + 1.2 * grey * (1 - grey) * 2))[..., None]
    return Image.fromarray((np.clip(a, 0, 1) * 255).astype("uint8"))


def keep(image, path, limit=118_000):
    """Save as JPEG at the best quality that stays under the limit."""
    for quality in range(86, 40, -3):
        image.save(path, quality=quality, optimize=True, progressive=True, subsampling=2)
        if os.path.getsize(path) <= limit:
            return quality
    raise SystemExit(f"{path} does not fit")


def pick(seed):
    return random.Random(seed)


TAU = 2 * math.pi
