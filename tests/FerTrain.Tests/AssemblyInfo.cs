// The longest of what runs in parallel begins first.
[assembly: TestCollectionOrderer("FerTrain.Tests.LibtorchFirst", "FerTrain.Tests")]
