"""What maintainers run beside the product: benchmarks, a shop generator, parity, mutants."""
