using System.Security.Cryptography;
using System.Text.RegularExpressions;
using FerTrain.Core.Config;
using FerTrain.Data;

namespace FerTrain.Torture.Damage;

/// <summary>A worker's own copy of the samples, one of whose files is damaged at a time, and what reads them.</summary>
internal sealed partial class Bench
{
    private const string CacheVariable = "FERTRAIN_CACHE";

    private readonly string _root;

    public Bench(Samples samples, string root)
    {
        Workplace.Copy(samples["."], root);
        _root = root;
    }

    public string this[string name] => Path.Combine(_root, name);

    /// <summary>A place for output, which is empty before each reading.</summary>
    public string Out(string name) => Path.Combine(this["out"], name);

    /// <summary>Runs a verb; its result is what it prints and what it writes.</summary>
    public Reading Verb(params string[] arguments)
    {
        if (Directory.Exists(this["out"])) Directory.Delete(this["out"], recursive: true);
        Directory.CreateDirectory(this["out"]);
        var reading = InProcess.Run(arguments);
        return reading with { Result = $"{reading.Result}{string.Join('\n', Directory.GetFiles(this["out"], "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(Digest))}" };
    }

    /// <summary>Classifies a picture or a video; how long that took is no part of the result, and what --json moves to standard error is no error.</summary>
    public Reading Predict(string media, string model, params string[] options)
    {
        var reading = Verb(["predict", this[media], "--checkpoint", this[model], "--json", "--device", "cpu", "--out", Out("p"), .. options]);
        var errors = reading.Error.Split('\n').SkipWhile(line => !line.StartsWith("fertrain: ", StringComparison.Ordinal)).TakeWhile(line => !line.StartsWith("median ms", StringComparison.Ordinal));
        return reading with { Result = Milliseconds().Replace(reading.Result, ""), Error = string.Join('\n', errors) };
    }

    /// <summary>Reads the data with the votes of FER+.</summary>
    public string FerPlus()
    {
        var prepared = DataPreparation.Prepare(new DataConfig { Source = DataSource.Csv, Path = this["faces.csv"], Ferplus = this["fer2013new.csv"], FerplusLabels = FerPlusLabels.CrossEntropy });
        return string.Join('\n', prepared.Changes.Append(prepared.Faces.Fingerprint(prepared.Split.Train)).Append(string.Join(' ', prepared.Faces.SoftLabels!)));
    }

    /// <summary>Fills a cache of its own and returns its only entry.</summary>
    public string CacheEntry()
    {
        if (!Directory.Exists(this["own_cache"])) _ = ReadCached();
        return new DirectoryInfo(this["own_cache"]).GetFiles().MaxBy(file => file.Length)!.FullName;
    }

    /// <summary>Reads data through that cache.</summary>
    public Reading ReadCached()
    {
        var usual = Environment.GetEnvironmentVariable(CacheVariable);
        Environment.SetEnvironmentVariable(CacheVariable, this["own_cache"]);
        try
        {
            return Verb("data", "export", this["faces.csv"], Out("out.csv"));
        }
        finally
        {
            Environment.SetEnvironmentVariable(CacheVariable, usual);
        }
    }

    /// <summary>Resumes a finished run, which scores it again, and restores it afterwards.</summary>
    public Reading Resume(string run)
    {
        var copy = this["resumed"];
        Workplace.Copy(this[run], copy);
        var reading = Verb("train", "--resume", copy, "--device", "cpu");
        var result = reading.Exit == 0 ? Digest(Path.Combine(copy, "eval", "test", "predictions.csv")) : "";
        Directory.Delete(copy, recursive: true);
        return reading with { Result = result };
    }

    private string Digest(string file) => $"{Path.GetRelativePath(_root, file)} {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))}";

    [GeneratedRegex(@"""(detection|classification|drawing)"": [\d.E+-]+")]
    private static partial Regex Milliseconds();
}
