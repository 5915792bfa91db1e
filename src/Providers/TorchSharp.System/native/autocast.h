#pragma once

namespace fer {

// Whether products on the CPU compute in bfloat16 now.
bool autocasts();

}  // namespace fer
