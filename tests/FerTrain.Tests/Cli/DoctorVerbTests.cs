using System.Text.Json;
using FerTrain.Cli.Doctor;

namespace FerTrain.Tests.Cli;

[Collection(TestCollections.Libtorch)]
public sealed class DoctorVerbTests
{
    [Fact]
    public void It_says_what_is_there_and_that_models_can_be_trained()
    {
        var doctor = CommandLine.Run("doctor", "--json");

        doctor.Exit.ShouldBe(0, doctor.Output);
        using var json = JsonDocument.Parse(doctor.Output);
        json.RootElement.GetProperty("can_train").GetBoolean().ShouldBeTrue();
        var findings = json.RootElement.GetProperty("findings").EnumerateArray().ToDictionary(finding => finding.GetProperty("name").GetString()!);
        findings.Keys.ShouldBe(
            ["FerTrain", ".NET", "libtorch", "GPU", "figures", "OpenCV", "Haar cascade", "screen", "ONNX Runtime", "FER2013", "cache of data", "disk of the runs"]);
        findings["libtorch"].GetProperty("found").GetString()!.ShouldMatch(@"^libtorch \d+\.\d+\.\d+ \(.+\).*; TorchSharp \d");
        findings["ONNX Runtime"].GetProperty("found").GetString()!.ShouldMatch(@"^ONNX Runtime \d+\.\d+");
        foreach (var finding in findings.Values.Where(finding => finding.GetProperty("grade").GetString() != "good"))
            finding.GetProperty("cost").GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public void Its_lines_fit_into_80_columns()
    {
        var doctor = CommandLine.Run("doctor");
        doctor.Exit.ShouldBe(0);
        doctor.Output.ShouldEndWith("\nModels can be trained here.\n");
        foreach (var line in doctor.Output.Split('\n').Where(line => line.Length > 80)) line.Trim().ShouldContain('/'); // a path stays whole
    }

    [Fact]
    public void A_probe_that_there_is_not_is_told() =>
        Probe.Run("nothing").ShouldBe((false, "Unknown probe 'nothing'. Expected: libtorch, gpu, opencv, onnxruntime, figures."));

    [Fact]
    public void A_library_that_ends_the_process_does_not_end_doctor() =>
        Probe.Judge(new(134, "", "Illegal instruction\nmore")).ShouldBe((false, "ends the process that loads it, with exit code 134: Illegal instruction"));
}
