// What a count says about the share behind it.
//
// Source: C. J. Clopper, E. S. Pearson, "The use of confidence or fiducial limits illustrated in the case of
// the binomial", Biometrika 26 (1934). Thread safety: pure functions.
#pragma once

namespace tare::stats {

/// The largest share at which `seen` of `n` or fewer would still come up 5 times in 100: it is below that at
/// 95 % confidence. Exact, one-sided. With seen = 0 this is 1 - 0.05^(1/n), about 3/n. n ≥ 1, 0 ≤ seen ≤ n.
[[nodiscard]] double share_at_most(int seen, int n);

} // namespace tare::stats
