using FerTrain.Torture.Faults;

namespace FerTrain.Torture;

/// <summary>A verb that writes.</summary>
/// <param name="Name">The row of the table.</param>
/// <param name="Arguments">Its command line for a folder to write to.</param>
/// <param name="Inputs">How many files it reads one after the other, each with a line where it fails.</param>
internal sealed record WritingVerb(string Name, Func<string, string[]> Arguments, int Inputs = 1);

/// <summary>
/// Lets the disk become full at each write of the verbs that write: they must say so in one line, leave nothing that reads as
/// whole but is not, and succeed as soon as there is room.
/// </summary>
internal sealed class FullDiskTrials(Workplace workplace, Samples samples, Tally tally)
{
    private IReadOnlyList<WritingVerb> Verbs =>
    [
        new("train", folder => ["train", "--runs", Path.Combine(folder, "runs"), "--name", "run", "--device", "cpu", .. SmallTraining.On(samples.Csv), "train.epochs=1"]),
        new("export", folder => ["export", samples.Run, "--onnx", Path.Combine(folder, "face.onnx")]),
        new("data export", folder => ["data", "export", samples.Csv, Path.Combine(folder, "faces.csv.gz")]),
        new("data export --folder", folder => ["data", "export", samples.Csv, "--folder", Path.Combine(folder, "faces")]),
        new("predict", folder => ["predict", samples.Photo, samples.Video, "--faces", "whole", "--crops", "--checkpoint", samples.Run, "--device", "cpu", "--out", Path.Combine(folder, "out")], Inputs: 2),
        new("compare", folder => ["compare", samples.Run, samples.OtherRun, "--out", Path.Combine(folder, "out")]),
    ];

    /// <param name="most">How many writes of a verb, spread evenly; all where there are fewer.</param>
    /// <param name="jobs">Processes at a time.</param>
    public void Try(int most, int jobs)
    {
        foreach (var verb in Verbs)
        {
            var (whole, calls) = Undisturbed(verb);
            var steady = Steady(whole, Undisturbed(verb).Folder);
            Parallel.ForEach(Spread.Over(calls.Count, most), new ParallelOptions { MaxDegreeOfParallelism = jobs }, at => Fill(verb, at, calls[at - 1].Path!, whole, steady));
        }
    }

    private (string Folder, IReadOnlyList<FileCall> Calls) Undisturbed(WritingVerb verb)
    {
        var folder = workplace.Trial();
        var (ended, calls) = FaultyProcess.Run(folder, new FaultPlan(Fault.FullDisk, At: 0), verb.Arguments(folder));
        return ended.Exit == 0 ? (folder, calls) : throw new InvalidOperationException($"{verb.Name} failed on a disk with room: {ended}");
    }

    private void Fill(WritingVerb verb, int at, string file, string whole, IReadOnlySet<string> steady)
    {
        var folder = workplace.Trial();
        var trial = FormattableString.Invariant($"{verb.Name}, disk full at write {at}, to {file}");
        var (failed, _) = FaultyProcess.Run(folder, new FaultPlan(Fault.FullDisk, at), verb.Arguments(folder));
        string[] problems =
        [
            .. failed.IsRefused(verb.Inputs) ? [] : failed.Exit == 0 && file.StartsWith("cache", StringComparison.Ordinal) ? [] : new[] { failed.ToString() },
            .. Leftovers.In(folder),
            .. Broken(folder, whole, steady),
            .. Again(verb, folder, whole, steady),
        ];
        tally.Add($"disk full: {verb.Name}", problems.Length > 0 ? Outcome.Wrong : failed.Exit == 0 ? Outcome.Same : Outcome.Refused, trial, string.Join(", ", problems));
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Repeats the verb with room: a training is resumed where it left a checkpoint.</summary>
    private static string[] Again(WritingVerb verb, string folder, string whole, IReadOnlySet<string> steady)
    {
        var runs = Path.Combine(folder, "runs");
        var begun = Directory.Exists(runs) ? Directory.GetDirectories(runs).FirstOrDefault() : null;
        if (begun is not null && !File.Exists(new RunFolder(begun).Last)) Directory.Delete(begun, recursive: true);
        else if (begun is null && Directory.Exists(Path.Combine(folder, "out")) && verb.Name == "predict") Directory.Delete(Path.Combine(folder, "out"), recursive: true); // predict would write beside it
        var again = begun is not null && Directory.Exists(begun)
            ? FaultyProcess.Run(folder, "train", "--resume", begun, "--device", "cpu")
            : FaultyProcess.Run(folder, verb.Arguments(folder));
        if (again.Exit != 0) return [$"with room again: {again}"];
        if (verb.Name == "train") return [.. new RunFolder(Directory.GetDirectories(runs)[0]).DifferencesFrom(new(Directory.GetDirectories(Path.Combine(whole, "runs"))[0])).Select(difference => $"with room again {difference}")];
        return [.. steady.Where(file => !IsEqual(file, folder, whole)).Select(file => $"with room again {file} is missing or another")];
    }

    /// <summary>Finds files that are there, but not as in the undisturbed run; those of a run are replaced when it is resumed.</summary>
    private static IEnumerable<string> Broken(string folder, string whole, IReadOnlySet<string> steady) =>
        steady.Where(file => File.Exists(Path.Combine(folder, file)) && !IsEqual(file, folder, whole)).Select(file => $"{file} is half-written");

    /// <summary>Lists the files that two undisturbed runs have in common, bit for bit.</summary>
    private static HashSet<string> Steady(string whole, string second) =>
    [
        .. Directory.GetFiles(whole, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(whole, file))
            .Where(file => !file.StartsWith("cache", StringComparison.Ordinal) && IsEqual(file, second, whole)),
    ];

    private static bool IsEqual(string file, string folder, string other) =>
        Path.Combine(folder, file) is var path && File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(other, file)));
}
