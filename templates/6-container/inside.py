"""Says where it runs."""

import os
import platform

print(f"Python {platform.python_version()} on {platform.node()}")
print(f"Image: {os.environ.get('APPTAINER_CONTAINER', 'none: this is not in a container')}")
try:
    import torch

    print(f"PyTorch {torch.__version__}, {torch.cuda.device_count()} GPUs")
except ImportError:
    print("There is no PyTorch in this image.")
