//! A sample shop with planted structure, from a seed.
