using System.IO.Compression;

namespace FerTrain.Tests.Scripts;

/// <summary>The remote half in a package whose program only writes down what it was asked.</summary>
public sealed class GpuRemoteScriptTests : IDisposable
{
    // Leaves a run that was stopped, and a finished one where it goes on.
    private const string Recorder =
        """
        #!/usr/bin/env bash
        here=$(cd "$(dirname "$0")/.." && pwd)
        run=$here/runs/20260101_000000_tiny_seed3
        printf '%s\n' "$*" | sed "s:$here/::g" >>"$here/calls"
        [[ ! -e $run ]] || exec echo '{"best_val_accuracy":0.5,"epochs_run":2,"train_seconds":4,"test":{"accuracy":0.25}}' >"$run/summary.json"
        mkdir -p "$run/checkpoints" && touch "$run/checkpoints/last.pt" && exit 124
        """;

    private readonly TempFolder _folder = new();
    private readonly string _script;

    public GpuRemoteScriptTests()
    {
        _script = _folder["gpu_remote.sh"];
        File.Copy(Bash.Script("gpu_remote.sh"), _script);
        Directory.CreateDirectory(_folder["program"]);
    }

    public void Dispose() => _folder.Dispose();

    [FactWithBash]
    public void Mistakes_are_one_line()
    {
        Mistake("fly").ShouldBe("gpu: no such step: fly; expected: setup, tests, bench, train\n");
        Mistake("--speed", "9", "setup").ShouldBe("gpu: no such option: --speed; expected: --device, --limit, --seeds\n");
        Mistake("--limit", "soon", "setup").ShouldBe("gpu: --limit soon: expected: whole seconds\n");
        Mistake("--limit").ShouldBe("gpu: --limit needs a value\n");
    }

    [FactWithBash]
    public void A_machine_without_PyTorch_is_told_what_to_set()
    {
        var run = Bash.Run(_script, ["setup"], ("PYTHON", "false"), ("LIBTORCH", ""));

        run.Exit.ShouldBe(1);
        run.Error.ShouldBe("gpu: false cannot import torch: set PYTHON to one that can, or LIBTORCH to a libtorch\n");
    }

    [FactWithBash]
    public void The_program_gets_the_libtorch_of_python()
    {
        Prepare();
        Tool("python", "#!/usr/bin/env bash\n[[ $1 != -c ]] || echo /site-packages/torch\n");
        Tool("program/FerTrain.Cli", "#!/usr/bin/env bash\necho \"$LIBTORCH: $*\"\n");

        var run = Bash.Run(_script, ["setup"], ("PYTHON", _folder["python"]), ("LIBTORCH", ""));

        run.Exit.ShouldBe(0, run.Error);
        run.Output.ShouldContain("/site-packages/torch: train --runs ");
    }

    [FactWithBash]
    public void A_training_that_the_limit_stopped_goes_on_with_the_next_call()
    {
        Prepare();

        Train().Error.ShouldBe("gpu: the time is over in the training of tiny: call train again to go on\n");
        var done = Train();

        done.Exit.ShouldBe(0);
        const string call = "train --config ensemble.yaml --runs runs --resume-or-start --device cpu data.path=fer2013.csv ensemble.members=[tiny] ensemble.seeds=[3,4] optimizer.lr=0.1";
        File.ReadAllLines(_folder["calls"]).ShouldBe([call, call]);
        done.Output.ShouldContain("tiny                     1    50.00       25.00 ± 0.00                  2      4.0");
    }

    [FactWithBash]
    public void Every_call_leaves_its_results_in_one_file_without_the_weights()
    {
        Prepare();
        Train();
        Train();

        using var archive = new GZipStream(File.OpenRead(_folder["results.tar.gz"]), CompressionMode.Decompress);
        System.Formats.Tar.TarFile.ExtractToDirectory(archive, Directory.CreateDirectory(_folder["back"]).FullName, overwriteFiles: false);
        File.Exists(_folder["back/results/runs/20260101_000000_tiny_seed3/summary.json"]).ShouldBeTrue();
        Directory.GetFiles(_folder["back"], "*.pt", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    private void Prepare()
    {
        Tool("program/FerTrain.Cli", Recorder);
        File.WriteAllText(_folder["fer2013.csv"], "");
    }

    private void Tool(string name, string script)
    {
        File.WriteAllText(_folder[name], script.ReplaceLineEndings("\n"));
        _ = ExternalProgram.Start("chmod", "+x", _folder[name]);
    }

    private Bash Train() => Bash.Run(_script, ["--device", "cpu", "--seeds", "3 4", "train", "tiny", "optimizer.lr=0.1"], ("LIBTORCH", _folder.Root));

    private string Mistake(params string[] arguments)
    {
        var run = Bash.Run(_script, arguments);
        run.Exit.ShouldBe(1);
        return run.Error;
    }
}
