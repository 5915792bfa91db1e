using System.Text.Json;
using System.Xml.Linq;
using FerTrain.Core.Config;
using FerTrain.Core.Files;
using FerTrain.Core.Metrics;
using FerTrain.Core.Runs;
using FerTrain.Data;
using FerTrain.Figures;
using FerTrain.Reports;
using FerTrain.Tests.Comparison;

namespace FerTrain.Tests.Reports;

public sealed class RunReportTests : IDisposable
{
    private static readonly RunOnDisk Run = new() { Name = "20261121_120000_mini" };

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_figure_on_the_page_is_that_of_the_metrics_file()
    {
        var page = Write(Run);
        using var json = JsonDocument.Parse(File.ReadAllText(_folder[$"{Run.Name}/eval/test/metrics.json"]));
        page.Metrics.Count().ShouldBeGreaterThan(50);
        foreach (var (place, value, _) in page.Metrics)
            At(json.RootElement, place).ShouldBe(value, place);
        page.Metrics.Take(3).Select(metric => metric.Text).ShouldBe(["65.71", "5.67 %", "70"]);
    }

    [Fact]
    public void Every_metric_that_is_defined_is_on_the_page()
    {
        var page = Write(Run);
        var scored = JsonFile.Read<EvaluationResult>(_folder[$"{Run.Name}/eval/test/metrics.json"]);
        Metric.All.Where(metric => scored.Scores[metric] is not null).Select(metric => metric.Key)
            .Except(page.Metrics.Select(metric => metric.Place)).ShouldBeEmpty();
    }

    [Fact]
    public void The_headline_tells_split_samples_error_and_leak_free_accuracy()
    {
        var page = Write(Run);
        page.Title.ShouldBe($"{Run.Name} – FerTrain");
        var result = page.All("section").First();
        result.Elements("p").Select(p => p.Value).ShouldBe([
            "65.71 ± 5.67 % accuracy, test split",
            "± is the standard error on the 70 faces of the test split. Of the 60 among them whose image does not occur in training or validation, 66.67 % are right.",
            "Chance is 14.29 %; answering angry for every face is right for 14.29 %.",
            "The weights are those of best.pt; the best of 3 epochs by val_accuracy is epoch 2, with 50.00 % on the validation faces.",
        ]);
        page.Notes.ShouldBeEmpty();
    }

    [Fact]
    public void The_page_holds_the_config_the_environment_and_the_commands()
    {
        var page = Write(Run);
        page.Headings.ShouldBe(["Result", "Scores", "Classes", "Confusions", "Data", "Training", "Evaluation", "Repeat it", "Config", "Environment"]);
        page.Code.ShouldBe([
            $"fertrain train --config {_folder[Run.Name]}/config.yaml --device cpu",
            $"fertrain eval --checkpoint {_folder[Run.Name]} --split test --tta none",
            $"fertrain train --name {_folder[Run.Name]}",
            File.ReadAllText(_folder[$"{Run.Name}/config.yaml"]).TrimEnd(),
        ]);
        page.Table("Environment of the run").ShouldContain(row => row.SequenceEqual(new[] { "data fingerprint", "same" }));
        page.Table("Scores of each class").Select(row => row[0]).ShouldBe(["class", .. Run.ClassNames]);
    }

    [Fact]
    public void The_page_is_self_contained_accessible_and_small()
    {
        var page = Write(Run);
        page.ShouldNeedNothingButItself();
        page.ShouldBeOpenToScreenReaders();
        page.ShouldHaveDrawingsThatKeepTheirIds();
        page.Captions.ShouldBe(RunFigures.Curves.Select(figure => figure.Caption)
            .Concat(RunFigures.Evaluation.Where(figure => !figure.ShowsFaces).Select(figure => figure.Caption)));
        new FileInfo(_folder[$"{Run.Name}/report.html"]).Length.ShouldBeLessThan(3_000_000);
    }

    [Fact]
    public void Images_of_faces_are_in_the_page()
    {
        var directory = Run.WriteTo(_folder.Root);
        Directory.CreateDirectory(directory.Plots);
        using (var image = new global::ScottPlot.Image(new byte[10, 100]))
            _folder.Write($"{Run.Name}/plots/samples.png", image.GetImageBytes());
        _folder.Write($"{Run.Name}/eval/test/mistakes.png", [4, 5, 6]);
        var page = new Page(RunReport.Text(RunRecord.Read(directory)));
        page.All("img").Select(img => (string?)img.Attribute("src")).ShouldBe(new[] { "plots/samples.png", "eval/test/mistakes.png" }
            .Select(file => $"data:image/png;base64,{Convert.ToBase64String(File.ReadAllBytes(Path.Combine(directory.Root, file)))}"));
        page.All("img").Select(img => (string?)img.Attribute("width")).ShouldBe(["50", null]);
        page.ShouldBeOpenToScreenReaders();
    }

    [Fact]
    public void The_data_and_what_was_done_to_them_are_told()
    {
        var page = Write(Run);
        page.Table("Faces of each class in each split").Take(2).ShouldBe([["class", "train", "val", "test", "all"], ["angry", "0", "10", "20", "30"]]);
        page.All("li").Select(item => item.Value).ShouldContain("3 of 80 rows equal an earlier one and are dropped (data.drop_duplicates).");
    }

    [Fact]
    public void A_cell_of_the_confusions_opens_its_faces_unless_the_page_shows_none()
    {
        var directory = Run.WriteTo(_folder.Root);
        var record = RunRecord.Read(directory);
        var rows = Enumerable.Range(0, record.Predictions!.Count).Select(record.Predictions.Row).Max() + 1;
        ConfusedFaces.Write(Path.Combine(directory.EvalFolder(SplitName.Test), ConfusedFaces.File), record.Predictions, SyntheticFaces.Generate(rows, seed: 1));
        var page = new Page(RunReport.Text(record));
        page.ShouldNeedNothingButItself();
        var ids = page.All("div").Attributes("id").Select(id => $"#{id.Value}").ToArray();
        page.All("td").Elements("a").Attributes("href").Select(link => link.Value).ShouldBe(ids);
        page.All("img").Count().ShouldBe(70);

        var hidden = new Page(RunReport.Text(record with { Config = record.Config with { Report = new() { Faces = false } } }));
        hidden.All("img").ShouldBeEmpty();
        hidden.All("a").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("\"><img src=x onerror=alert(1)>")]
    [InlineData("</title></style><b>")]
    [InlineData("a & b &amp; 'c' <!-- d --> ]]>")]
    public void A_hostile_name_shows_as_its_text(string name)
    {
        var hostile = Run with { Name = name.Replace('/', '∕'), ClassNames = [name, .. Run.ClassNames.Skip(1)] };
        var page = Write(hostile);
        page.ShouldNeedNothingButItself();
        page.All("img").ShouldBeEmpty();
        page.Only("h1").Value.ShouldBe(hostile.Name);
        page.Table("Scores of each class")[1][0].ShouldBe(name);
    }

    [Fact]
    public void Control_characters_do_not_break_the_page() =>
        Write(Run with { ClassNames = ["a\u0001b\u001b[1m", .. Run.ClassNames.Skip(1)] }).Table("Scores of each class")[1][0].ShouldBe("a\uFFFDb\uFFFD[1m");

    [Fact]
    public void A_run_without_an_evaluation_says_so()
    {
        var page = Write(Run with { Finished = false, Epochs = 1 });
        page.Notes.ShouldBe(["This run has no evaluation yet."]);
        page.Headings.ShouldBe(["Result", "Data", "Training", "Repeat it", "Config", "Environment"]);
        Write(Run with { Name = "b", Finished = false, Epochs = 0 }).All("figure").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("eval.split=val", "The validation faces also chose the epoch")]
    [InlineData("eval.split=train", "The model learnt from these very faces")]
    [InlineData("data.split=random data.balance=oversample_before_split", "The faces were oversampled before they were split")]
    public void What_flatters_a_model_is_said(string setting, string note) =>
        Write(Run with { Overrides = setting.Split(' ') }).Notes.ShouldHaveSingleItem().ShouldStartWith(note);

    [Theory]
    [InlineData("checkpoint.monitor=train_loss")]
    [InlineData("eval.checkpoint=last early_stopping.patience=3 early_stopping.monitor=train_accuracy")]
    public void Validation_faces_that_chose_nothing_flatter_nothing(string settings) =>
        Write(Run with { Overrides = ["eval.split=val", .. settings.Split(' ')] }).Notes.ShouldBeEmpty();

    [Fact]
    public void A_baseline_has_no_best_epoch()
    {
        var page = Write(Run with { Overrides = ["model.name=svm", "train.epochs=35", "eval.split=val"] });
        page.Notes.ShouldBe(["The validation faces also chose the settings of the model, so they flatter the model."]);
        page.All("section").First().Elements("p").Last().Value.ShouldBe("The weights are those of best.pt.");
    }

    [Theory]
    [InlineData("early_stopping.patience=0", 0)]
    [InlineData("early_stopping.patience=3", 1)]
    public void Validation_faces_flatter_the_last_epoch_only_where_they_chose_it(string setting, int notes)
    {
        var page = Write(Run with { Overrides = ["eval.split=val", "eval.checkpoint=last", setting] });
        page.Notes.Count().ShouldBe(notes);
        page.All("section").First().Elements("p").Last().Value.ShouldStartWith("The weights are those of last.pt, at the end of training; the best of 3 epochs ");
    }

    [Fact]
    public void Weights_that_an_early_stop_restored_are_not_called_those_of_the_end()
    {
        var directory = (Run with { Overrides = ["eval.checkpoint=last", "early_stopping.patience=3", "early_stopping.restore_best=true"] }).WriteTo(_folder.Root);
        JsonFile.Write(directory.Summary, JsonFile.Read<RunSummary>(directory.Summary) with { StoppedBy = StopReason.EarlyStopping });

        new Page(RunReport.Text(RunRecord.Read(directory))).All("section").First().Elements("p").Last().Value
            .ShouldStartWith("The weights are those of last.pt, which the early stop restored from the best epoch by val_loss; ");
    }

    [Fact]
    public void A_score_of_another_checkpoint_is_said()
    {
        var directory = Run.WriteTo(_folder.Root);
        var metrics = Path.Combine(directory.Root, "eval", "test", "metrics.json");
        File.WriteAllText(metrics, File.ReadAllText(metrics).Replace("best.pt", "last.pt", StringComparison.Ordinal));
        new Page(RunReport.Text(RunRecord.Read(directory))).Notes.ShouldBe(["The score is of last.pt, not of the best checkpoint."]);
    }

    [Fact]
    public void A_run_that_goes_on_says_that_its_score_is_old()
    {
        var directory = Run.WriteTo(_folder.Root);
        new MetricsLog(directory.Metrics).Write([.. RunRecord.Read(directory).History.Take(1)]);
        new Page(RunReport.Text(RunRecord.Read(directory))).Notes.ShouldHaveSingleItem().ShouldStartWith("The run is still training or was stopped");
    }

    [Fact]
    public void Commands_quote_what_a_shell_would_read()
    {
        var page = Write(Run with { Name = "it's a run; rm -rf *" });
        page.Code.First().ShouldBe($@"fertrain train --config '{_folder.Root}/it'\''s a run; rm -rf */config.yaml' --device cpu");
    }

    private Page Write(RunOnDisk run)
    {
        var directory = run.WriteTo(_folder.Root);
        RunReport.Write(directory);
        return new Page(File.ReadAllText(directory.Report));
    }

    private static double At(JsonElement root, string place)
    {
        foreach (var step in place.Split('.'))
            root = root.ValueKind == JsonValueKind.Array ? root[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)] : root.GetProperty(step);
        return root.GetDouble();
    }
}
