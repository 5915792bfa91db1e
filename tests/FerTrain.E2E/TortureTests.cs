using System.Runtime.InteropServices;

namespace FerTrain.E2E;

/// <summary>The small version of scripts/torture.sh: what it does in hours with tens of thousands of trials, with hundreds.</summary>
public sealed class TortureTests
{
    [Fact]
    public void Killed_trainings_resume_to_the_same_bits_and_damaged_files_are_refused_or_read_right()
    {
        using var child = ChildProcess.StartProgram(
            "FerTrain.Torture.dll", Path.GetTempPath(), "--mutations", "150", "--kills", "2", "--moments", "1", "--writes", "0", "--jobs", "1");

        child.WaitForExit().ShouldBe(0, $"{child.Output}\n{child.Error}");
        var kills = OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 3 : 0; // where it can say before which call
        child.Output.ShouldMatch(FormattableString.Invariant($@"(?m)^all +{150 + kills} "));
    }
}
