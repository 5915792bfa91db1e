"""What FerTrain's recipes change in a training image, on the device that trains: the numbers are drawn an epoch at once."""
import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F

SIDE = 48


@dataclass(frozen=True)
class Recipe:
    rotation: float
    shift: float
    zoom: float = 0
    crop: int = SIDE
    erasing: float = 0
    outside: str = "border"


RECIPES = {
    "mini_xception": Recipe(rotation=10, shift=0.1, zoom=0.1),
    "vgg_fer": Recipe(rotation=10, shift=0.2, crop=40, erasing=0.5, outside="zeros"),
}


class Augmentation:
    """Affine map, mirror and random crop in one resampling, then random erasing."""

    def __init__(self, recipe, count, device):
        self.recipe = recipe
        self.maps = draw_maps(recipe, count, device)
        self.boxes = draw_boxes(recipe, count, device) if recipe.erasing else None

    def __call__(self, x, first):
        rows = slice(first, first + len(x))
        grid = F.affine_grid(self.maps[rows], (len(x), 1, self.recipe.crop, self.recipe.crop), align_corners=False)
        x = F.grid_sample(x, grid, padding_mode=self.recipe.outside, align_corners=False)
        return x if self.boxes is None else erase(x, self.boxes[rows])


def draw_maps(recipe, count, device):
    angle = (torch.rand(count, device=device) * 2 - 1) * math.radians(recipe.rotation)
    shift = (torch.rand(count, 2, device=device) * 2 - 1) * 2 * recipe.shift
    zoom = 1 + (torch.rand(count, 2, device=device) * 2 - 1) * recipe.zoom
    mirror = (torch.rand(count, device=device) < 0.5).float() * -2 + 1
    sin, cos = angle.sin(), angle.cos()
    maps = torch.stack([
        torch.stack([cos * zoom[:, 0] * mirror, sin * zoom[:, 1], shift[:, 0]], 1),
        torch.stack([-sin * zoom[:, 0] * mirror, cos * zoom[:, 1], shift[:, 1]], 1)], 1)
    if recipe.crop < SIDE:
        share = recipe.crop / SIDE
        place = (torch.rand(count, 2, 1, device=device) * 2 - 1) * (1 - share)
        maps = torch.cat([maps[:, :, :2] * share, maps[:, :, :2] @ place + maps[:, :, 2:]], 2)
    return maps


def draw_boxes(recipe, count, device):
    """Left, right, top and bottom as shares of the side; outside the image where nothing is erased."""
    area = 0.02 + 0.31 * torch.rand(count, device=device)
    ratio = torch.exp((torch.rand(count, device=device) * 2 - 1) * math.log(1 / 0.3))
    width, height = (area * ratio).sqrt().clamp(max=1), (area / ratio).sqrt().clamp(max=1)
    left, top = torch.rand(count, device=device) * (1 - width), torch.rand(count, device=device) * (1 - height)
    spared = (torch.rand(count, device=device) >= recipe.erasing).float() * 2
    return torch.stack([left + spared, left + width + spared, top, top + height], 1)


def erase(x, boxes):
    places = (torch.arange(x.shape[-1], device=x.device) + 0.5) / x.shape[-1]
    left, right, top, bottom = (edge.view(-1, 1, 1, 1) for edge in boxes.unbind(1))
    columns = (places > left) & (places < right)
    rows = (places.view(-1, 1) > top) & (places.view(-1, 1) < bottom)
    return x.masked_fill(columns & rows, 0)
