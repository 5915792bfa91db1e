"""Makes torch_protocol{2,4}.pt, files that PyTorch wrote, for TorchFileTests.

python3 make_torch_files.py FOLDER; the committed ones are from PyTorch 1.13.0 and Python 3.11.2.
"""
import sys
from collections import OrderedDict

import torch

torch.manual_seed(0)
model = torch.nn.Sequential(torch.nn.Conv2d(1, 2, 3), torch.nn.BatchNorm2d(2))
for parameter in model.parameters():
    parameter.data.copy_(torch.arange(parameter.numel()).reshape(parameter.shape) / 8)
optimizer = torch.optim.Adam(model.parameters(), lr=0.01, eps=1e-7)
model(torch.ones(2, 1, 4, 4)).sum().backward()
optimizer.step()

grid = torch.arange(12, dtype=torch.int64).reshape(3, 4)
value = OrderedDict(
    model=model.state_dict(),
    optimizer=optimizer.state_dict(),
    types={
        str(dtype)[6:]: torch.tensor([0, 1, 1, 0], dtype=dtype)
        for dtype in [torch.float32, torch.float64, torch.float16, torch.bfloat16, torch.int64,
                      torch.int32, torch.int16, torch.int8, torch.uint8, torch.bool]
    },
    views={
        "whole": grid,
        "transposed": grid.t(),
        "column": grid[:, 1],
        "every_second": grid[::2, ::2],
        "expanded": grid[1:2, 3:].expand(2, 2),
        "channels_last": torch.arange(8.0).reshape(1, 2, 2, 2).to(memory_format=torch.channels_last),
        "scalar": torch.tensor(2.5),
        "empty": torch.zeros(0, 3),
    },
    parameter=torch.nn.Parameter(torch.ones(2)),
    plain=[None, True, False, 0, 255, 65535, -1, 2**31, -(2**63), 2**63 - 1, 0.1, float("inf"), "", "ärger 😠", ("a", (1,)), [], {}, ()],
    size=torch.Size([2, 3]),
    device=torch.device("cpu"),
)
for protocol in (2, 4):
    torch.save(value, f"{sys.argv[1]}/torch_protocol{protocol}.pt", pickle_protocol=protocol)
