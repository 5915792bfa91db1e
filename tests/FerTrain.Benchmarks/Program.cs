using System.Diagnostics;
using System.Globalization;
using FerTrain.Data;

// How long reading a data file takes: parsed, and from the cache. Medians of five.
if (args is not [var file])
{
    Console.Error.WriteLine("usage: FerTrain.Benchmarks fer2013.csv[.gz]");
    return 2;
}

var folder = Directory.CreateTempSubdirectory("fertrain_bench_");
try
{
    var cache = new FaceCache(folder.FullName);
    Report("parse", () => FaceSource.LoadAll(file, []));
    cache.Read(file, []); // writes it
    Report("read the cache", () => cache.Read(file, []));
    return 0;
}
finally
{
    folder.Delete(recursive: true);
}

static void Report(string what, Func<FaceSet> read)
{
    double[] seconds = [.. Enumerable.Range(0, 5).Select(_ =>
    {
        var watch = Stopwatch.StartNew();
        read();
        return watch.Elapsed.TotalSeconds;
    }).Order()];
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-24} {seconds[seconds.Length / 2]:F3} s"));
}
