using System.CommandLine;
using System.Globalization;
using FerTrain.Torture;
using FerTrain.Torture.Damage;
using FerTrain.Torture.Faults;

if (args is ["worker", var samplesFolder, var scratch, var errors]) return Worker.Run(samplesFolder, scratch, errors, Console.In, Console.Out);

var mutations = new Option<int>("--mutations") { Description = "Damaged files to read.", DefaultValueFactory = _ => 20_000 };
var kills = new Option<int>("--kills") { Description = "Renames and fsyncs of a training to kill it at, spread evenly; all where there are fewer.", DefaultValueFactory = _ => 1000 };
var moments = new Option<int>("--moments") { Description = "Random moments to kill it at.", DefaultValueFactory = _ => 20 };
var writes = new Option<int>("--writes") { Description = "Writes of each verb at which the disk becomes full, spread evenly; all where there are fewer.", DefaultValueFactory = _ => 40 };
var seed = new Option<long>("--seed") { Description = "Seed of the first mutation and of the random moments.", DefaultValueFactory = _ => 1 };
var jobs = new Option<int>("--jobs") { Description = "Processes at a time.", DefaultValueFactory = _ => 1 };
var seconds = new Option<int>("--seconds") { Description = "Time that reading a damaged file may take.", DefaultValueFactory = _ => 20 };
var megabytes = new Option<int>("--megabytes") { Description = "Memory that a process which reads damaged files may hold.", DefaultValueFactory = _ => 2000 };
var detector = new Option<FileInfo>("--detector") { Description = "A YuNet or BlazeFace file, to be damaged too." }.AcceptExistingOnly();
var only = new Option<string?>("--only") { Description = "KIND:SEED, as a wrong trial is printed: repeat this mutation alone." };
var root = new RootCommand("Kills trainings, fills disks and damages files, and counts what FerTrain makes of it. Exit code 1 where anything was wrong.")
{ mutations, kills, moments, writes, seed, jobs, seconds, megabytes, detector, only };
root.SetAction(parse =>
{
    using var workplace = new Workplace();
    Environment.SetEnvironmentVariable("FERTRAIN_CACHE", workplace["cache"]);
    var tally = new Tally(Console.Error);
    var samples = new Samples(Directory.CreateDirectory(workplace["samples"]).FullName);
    Console.Error.WriteLine("making the samples");
    var finder = parse.GetValue(detector)?.FullName;
    samples.Make(finder);
    var limits = new Limits(TimeSpan.FromSeconds(parse.GetValue(seconds)), parse.GetValue(megabytes));
    var damage = new DamageTrials(workplace, samples["."], finder is null ? Kind.All : [.. Kind.All, Kind.Detector], limits, tally, Console.Error);
    if (parse.GetValue(only)?.Split(':') is [.. var kind, var number])
    {
        Console.WriteLine(damage.Repeat(Kind.Named(string.Join(':', kind)), long.Parse(number, CultureInfo.InvariantCulture)));
        return tally.IsRight ? 0 : 1;
    }

    damage.Try(parse.GetValue(mutations), parse.GetValue(seed), parse.GetValue(jobs));
    var (commits, times, full) = (parse.GetValue(kills), parse.GetValue(moments), parse.GetValue(writes));
    if (commits + times + full > 0 && !FaultPlan.IsSupported)
    {
        Console.Error.WriteLine("kills and full disks need Linux on x86-64: they are left out");
        (commits, times, full) = (0, 0, 0);
    }

    if (commits + times > 0) Console.Error.WriteLine("killing trainings");
    if (commits + times > 0) new KillTrials(workplace, samples.Csv, tally).Try(commits, times, parse.GetValue(seed), parse.GetValue(jobs));
    if (full > 0) Console.Error.WriteLine("filling disks");
    if (full > 0) new FullDiskTrials(workplace, samples, tally).Try(full, parse.GetValue(jobs));
    tally.Write(Console.Out);
    return tally.IsRight ? 0 : 1;
});
return root.Parse(args).Invoke();
