// libtorch has one random state, one count of live tensors and one pool of threads for the whole process.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
