using System.CommandLine;
using FerTrain.Core.Errors;
using FerTrain.Sweeps;

namespace FerTrain.Cli.Verbs;

/// <summary>Makes the options of a sweep that Slurm runs.</summary>
internal sealed class SlurmArguments
{
    public Option<bool> Submit { get; } = new("--slurm")
    {
        Description = "Plan, and submit the trials to Slurm as a job array: each task saves before its time is over, and goes back into the queue.",
    };

    public Option<string?> Partition { get; } = new("--partition") { Description = "Slurm's partition." };

    public Option<string?> Time { get; } = new("--time") { Description = "Time limit of a task, e.g. 4:00:00; above two minutes, which it has to save." };

    public Option<int> Gpus { get; } = new("--gpus") { Description = "GPUs of a task." };

    public Option<string[]> Others { get; } = new("--sbatch-option")
    {
        Description = "Another option of sbatch without its dashes, as often as needed, e.g. --sbatch-option account=vision.",
    };

    /// <summary>Gives what Slurm is asked for; null where it is not used.</summary>
    /// <exception cref="UserError">An option of Slurm is given without --slurm.</exception>
    public SlurmOptions? Of(ParseResult parse, SweepOptions options, bool hasJobs)
    {
        if (!parse.GetValue(Submit))
        {
            var unused = ((Option[])[Partition, Time, Gpus, Others]).FirstOrDefault(parse.IsGiven);
            return unused is null ? null : throw new UserError($"{unused.Name} is for Slurm. Expected: --slurm beside it.");
        }

        if (hasJobs && options.Jobs < 1) throw new UserError($"--jobs is {options.Jobs}. Expected: 1 or more.");
        if (parse.GetValue(Gpus) is < 0 and var gpus) throw new UserError($"--gpus is {gpus}. Expected: 0 or more.");
        if (options.Budget is not null) throw new UserError("--budget is for this machine. Expected: --time, the limit of each task.");
        return new SlurmOptions
        {
            Program = options.Program,
            Partition = parse.GetValue(Partition),
            Time = parse.GetValue(Time),
            Gpus = parse.GetValue(Gpus),
            Threads = options.Threads,
            Jobs = hasJobs ? options.Jobs : null,
            Device = options.Device,
            Others = [.. (parse.GetValue(Others) ?? []).Select(option => $"--{option}")],
        };
    }
}
