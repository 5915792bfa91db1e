// The children of one test want the whole machine, and DISPLAY belongs to the whole process.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
