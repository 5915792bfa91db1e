using FerTrain.Core.Config;
using FerTrain.Core.Runs;

namespace FerTrain.Core.Comparison;

/// <summary>Finds the config keys that runs do not share.</summary>
internal static class DifferingKeys
{
    private const string None = "–";

    private static readonly string[] Seeds = ["train.seed", "data.seed"];

    /// <summary>Lists the keys with their values in the order of the runs; of an ensemble only those that are its own.</summary>
    public static IReadOnlyList<(string Key, IReadOnlyList<string> Values)> Of(IReadOnlyList<RunRecord> records)
    {
        RunConfig[] configs = [.. records.Select(AsScored)];
        return
        [
            .. from key in ConfigKeys.Keys
               let values = records.Zip(configs, (record, config) => Belongs(key, record) ? key.Text(config) : None).ToArray()
               where values.Where(value => value != None).Distinct().Count() > 1 || (key.Block == "ensemble" && values.Distinct().Count() > 1)
               select (key.Path, (IReadOnlyList<string>)values),
        ];
    }

    /// <summary>Gives the seeds of two runs that differ in nothing else; null where their configs or their data do.</summary>
    public static IReadOnlyList<long>? SeedsOfOneRecipe(RunRecord first, RunRecord second) =>
        first.Ensemble is null && second.Ensemble is null && Of([first, second]).All(key => Seeds.Contains(key.Key)) && !HaveOtherData(first, second)
            ? first.Config.Train.Seed != second.Config.Train.Seed ? [first.Config.Train.Seed, second.Config.Train.Seed] : [first.Config.Data.Seed, second.Config.Data.Seed]
            : null;

    /// <summary>Whether two runs had other faces, labels or splits although no key says so: a file of the same name has another content.</summary>
    public static bool HaveOtherData(RunRecord first, RunRecord second) =>
        first.Environment.DataFingerprint != second.Environment.DataFingerprint && Of([first, second]).All(key => !key.Key.StartsWith("data.", StringComparison.Ordinal));

    private static bool Belongs(ConfigKey key, RunRecord record) => key.Block switch
    {
        "eval" => true,
        "ensemble" => record.Ensemble is not null,
        _ => record.Ensemble is null,
    };

    /// <summary>Leaves out the paths of data files and what only the report shows, and takes the split and the views that were scored in fact.</summary>
    private static RunConfig AsScored(RunRecord record)
    {
        var (data, eval) = (record.Config.Data, record.Config.Eval);
        return record.Config with
        {
            Data = data with { Path = "", Ferplus = Path.GetFileName(data.Ferplus), DropRows = Path.GetFileName(data.DropRows) },
            Eval = record.Evaluation is { } scored ? eval with { Tta = scored.Tta, Split = scored.Split } : eval,
            Report = new(),
        };
    }
}
