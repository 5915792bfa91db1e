#include "loops.h"

#include <c10/util/BFloat16.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <type_traits>

#define FER_INLINE inline __attribute__((always_inline))
#define FER_LOOPS \
  {sum_moments, sum_gradients, normalize, normalize_backward, depthwise, depthwise_taps, max_pool, max_pool_backward, \
   dropout}

// Attributes that clone a function for other machines come too late: GCC has taken vectors apart by then.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#pragma GCC push_options
#pragma GCC target("arch=x86-64-v4")
namespace fer::v4 {
#include "loops/simd.h"
#include "loops/batch_norm.h"
#include "loops/depthwise.h"
#include "loops/max_pool.h"
#include "loops/dropout.h"
constexpr Loops kLoops = FER_LOOPS;
}  // namespace fer::v4
#pragma GCC pop_options

#pragma GCC push_options
#pragma GCC target("arch=x86-64-v3")
namespace fer::v3 {
#include "loops/simd.h"
#include "loops/batch_norm.h"
#include "loops/depthwise.h"
#include "loops/max_pool.h"
#include "loops/dropout.h"
constexpr Loops kLoops = FER_LOOPS;
}  // namespace fer::v3
#pragma GCC pop_options
#endif

namespace fer::any {
#include "loops/simd.h"
#include "loops/batch_norm.h"
#include "loops/depthwise.h"
#include "loops/max_pool.h"
#include "loops/dropout.h"
constexpr Loops kLoops = FER_LOOPS;
}  // namespace fer::any

namespace {

const fer::Loops& choose() {
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
  if (__builtin_cpu_supports("x86-64-v4")) return fer::v4::kLoops;
  if (__builtin_cpu_supports("x86-64-v3")) return fer::v3::kLoops;
#endif
  return fer::any::kLoops;
}

}  // namespace

const fer::Loops& fer::loops() {
  static const Loops& chosen = choose();
  return chosen;
}
