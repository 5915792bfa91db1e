using FerTrain.Augmentation;
using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Core.Runs;
using FerTrain.Data;
using FerTrain.Tests.Data;
using FerTrain.Tests.Training;
using FerTrain.Torch;
using FerTrain.Training;
using static TorchSharp.torch;

namespace FerTrain.Tests.Cli;

[Collection(TestCollections.Libtorch)]
public sealed class TeachersTests(TeachersTests.Trained trained) : IClassFixture<TeachersTests.Trained>, IDisposable
{
    private static readonly string[] Small = ["data.source=synthetic", "data.synthetic_count=70", "train.epochs=1", "model.name=tiny_xception"];

    private readonly TempFolder _folder = new();

    private string Runs => _folder["runs"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_student_learns_the_softened_mean_of_its_teachers()
    {
        string[] teachers = [trained.Teacher, Train("two", "train.seed=2")];

        var student = Train("student", $"distill.teachers=[{trained.Teacher}, two]", "distill.temperature=2");

        var data = DataPreparation.Prepare(ConfigFile.Load(Open(student).Config, []).Data, size: 48);
        var labels = Teachers.WithLabels(Open(student), data, temperature: 2).TeacherLabels!;
        var expected = teachers.Select(run => Predictions(run)).ToArray();
        var predicted = expected[0].Keys.ToArray();
        predicted.Length.ShouldBe(56);
        foreach (var row in predicted)
        {
            var mean = Enumerable.Range(0, 7).Select(c => Math.Sqrt((expected[0][row][c] + expected[1][row][c]) / 2)).ToArray();
            for (var c = 0; c < 7; c++)
                labels[7 * row + c].ShouldBe((float)(mean[c] / mean.Sum()), 1e-5f);
        }
    }

    [Fact]
    public void A_teacher_sees_images_of_different_sizes_in_its_own_size()
    {
        MixedSizes.Write(_folder["images"]);
        string[] images = ["data.source=folder", $"data.path={_folder["images"]}"];
        var teacher = Train("teacher", [.. images, "preprocess.size=64"]);

        var student = Open(Train("student", [.. images, "distill.teachers=[teacher]"]));

        var labels = Teachers.WithLabels(student, DataPreparation.Prepare(ConfigFile.Load(student.Config, []).Data, size: 48), temperature: 1).TeacherLabels!;
        foreach (var (row, probabilities) in Predictions(teacher))
            labels[(7 * row)..(7 * row + 7)].ShouldBe(probabilities.Select(probability => (float)probability), 1e-5f);
    }

    [Fact]
    public void A_student_that_resumes_needs_its_teachers_no_more_and_ends_as_if_uninterrupted()
    {
        var teacher = Train("teacher", "train.seed=1");
        var whole = Train("whole", "distill.teachers=[teacher]", "train.epochs=2");
        var interrupted = Train("interrupted", "distill.teachers=[teacher]", "train.epochs=1");
        Directory.Delete(teacher, recursive: true);

        var resumed = CommandLine.Run(["train", "--resume", interrupted, "train.epochs=2"]);

        resumed.Exit.ShouldBe(0, resumed.Error);
        Open(interrupted).ShouldHaveEndedAs(Open(whole));
    }

    [Fact]
    public void A_command_that_goes_on_needs_the_files_of_its_teachers_no_more()
    {
        File.Copy(Path.Combine(trained.Teacher, "checkpoints", "best.pt"), _folder["teacher.pt"]);
        string[] command = ["train", "--resume-or-start", "--runs", Runs, .. Small, $"distill.teachers=[{_folder["teacher.pt"]}]", "--name"];
        CommandLine.Run([.. command, "student"]).Exit.ShouldBe(0);
        File.Delete(_folder["teacher.pt"]);

        CommandLine.Run([.. command, "student"]).Output.ShouldStartWith("Finished already: ");

        CommandLine.Run([.. command, "another"]).Error.ShouldStartWith($"fertrain: {_folder["teacher.pt"]}");
    }

    [Fact]
    public void Another_seed_or_temperature_of_a_student_takes_its_labels_over()
    {
        var first = Train("first", $"distill.teachers=[{trained.Teacher}]");
        var labels = File.ReadAllBytes(Open(first).TeacherLabels);

        string[] student = ["--runs", Runs, .. Small, $"distill.teachers=[{trained.Teacher}]"];
        var second = CommandLine.Run(["train", "--name", "second", .. student, "train.seed=5"]);
        var warmer = CommandLine.Run(["train", "--name", "warmer", .. student, "distill.temperature=3"]);

        second.Output.ShouldContain($"teachers: their labels are those of {first}");
        File.ReadAllBytes(Open(RunOf("second")).TeacherLabels).ShouldBe(labels);
        warmer.Output.ShouldContain($"teachers: their labels are those of {first}");
        Losses(RunOf("warmer")).ShouldNotBe(Losses(first));
    }

    [Fact]
    public void Labels_of_another_device_are_not_taken_over()
    {
        var student = Open(Train("first", $"distill.teachers=[{trained.Teacher}]"));
        var config = ConfigFile.Load(student.Config, []);
        var data = DataPreparation.Prepare(config.Data, size: 48);
        var teachers = Teachers.Read(config, data)!;
        var another = RunDirectory.Create(Runs, "another", DateTimeOffset.UnixEpoch);

        Teachers.TakeLabelsOver(another, teachers.OriginOf(data, TorchSharp.torch.META)).ShouldBeNull();
        Teachers.TakeLabelsOver(another, teachers.OriginOf(data, TorchSharp.torch.CPU))!.Root.ShouldBe(student.Root);
    }

    [Fact]
    public void Labels_that_are_damaged_in_an_earlier_run_are_computed_again()
    {
        var first = Open(Train("first", $"distill.teachers=[{trained.Teacher}]"));
        var labels = File.ReadAllBytes(first.TeacherLabels);
        File.WriteAllBytes(first.TeacherLabels, labels[..^100]);

        File.ReadAllBytes(Open(Train("second", $"distill.teachers=[{trained.Teacher}]")).TeacherLabels).ShouldBe(labels);
    }

    [Fact]
    public void Teachers_change_what_is_learnt()
    {
        var alone = Losses(trained.Teacher);
        var taught = Losses(Train("taught", $"distill.teachers=[{trained.Teacher}]"));
        var untaught = Losses(Train("untaught", $"distill.teachers=[{trained.Teacher}]", "distill.weight=0"));

        taught.ShouldNotBe(alone);
        untaught.ShouldBe(alone);
    }

    [Fact]
    public void Batches_count_on_over_the_epochs_so_that_each_teacher_has_its_turn()
    {
        var (config, data) = (ConfigFile.Load(Open(trained.Teacher).Config, ["train.batch_size=16"]), DataPreparation.Prepare(ConfigFile.Load(Open(trained.Teacher).Config, []).Data));
        using var parts = new TrainingParts(config, data, CPU, fingerprint: "");

        Enumerable.Range(1, 3).SelectMany(Numbers).ShouldBe(Enumerable.Range(0, 12));

        int[] Numbers(int epoch)
        {
            using var batches = parts.Loader.Epoch(epoch);
            return [.. Enumerable.Range(0, batches.Count).Select(batches.Number)];
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Consistent_teachers_answer_as_in_an_evaluation_each_its_own_batches(double temperature)
    {
        string[] runs = [trained.Teacher, Train("two", "train.seed=2")];
        using var scope = NewDisposeScope();
        using var faces = new FaceTensors(DataPreparation.Prepare(ConfigFile.Load(Open(trained.Teacher).Config, []).Data), CPU);
        var grey = faces.Images.to(float32);

        for (var batch = 0; batch < 4; batch++)
        {
            var labels = LabelsOf(grey, batch, runs, "preprocess.scale=symmetric", $"distill.temperature={temperature}");
            foreach (var (row, probabilities) in Predictions(runs[batch % 2], tta: "none"))
            {
                var softened = probabilities.Select(probability => Math.Pow(probability, 1 / temperature)).ToArray();
                labels[row].ShouldBe(softened.Select(probability => (float)(probability / softened.Sum())), 1e-5f);
            }
        }
    }

    [Fact]
    public void Consistent_teachers_see_what_a_larger_student_sees_in_the_size_of_their_own_training()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        var crops = rand([3, 1, 80, 80], generator: generator).Times(255);

        var labels = LabelsOf(crops, 0, [trained.Teacher], "preprocess.size=96", "augment.crop=80");

        var halved = LabelsOf(Preprocessor.Resized(crops, 40), 0, [trained.Teacher], "augment.crop=40");
        foreach (var (label, expected) in labels.Zip(halved))
            label.ShouldBe(expected, 1e-5f);
    }

    [Fact]
    public void A_student_of_consistent_teachers_resumes_without_them_and_ends_as_if_uninterrupted()
    {
        var teacher = Train("teacher", "train.seed=1");
        string[] student = ["distill.teachers=[teacher]", "distill.consistent=true", "augment.horizontal_flip=true", "augment.mixup=0.2"];
        var whole = Train("whole", [.. student, "train.epochs=2"]);
        var interrupted = Train("interrupted", student);
        Directory.Delete(teacher, recursive: true);

        var resumed = CommandLine.Run(["train", "--resume", interrupted, "train.epochs=2"]);

        resumed.Exit.ShouldBe(0, resumed.Error);
        resumed.Output.ShouldContain("teachers: 1 model labels each batch\n");
        Open(interrupted).ShouldHaveEndedAs(Open(whole));
        Losses(whole).ShouldNotBe(Losses(Train("labelled_once", [.. student, $"distill.teachers=[{trained.Teacher}]", "distill.consistent=false", "train.epochs=2"])));
    }

    [Theory]
    [InlineData("distill.teachers=[nobody]", "nobody")]
    [InlineData("distill.teachers=[teacher] data.seed=1", "is not trained on the split of this run: data.seed=0; expected: data.seed=1.")]
    [InlineData("distill.teachers=[teacher] data.classes=[happy,sad]", "the data has happy, sad.")]
    [InlineData("distill.teachers=[teacher] distill.temperature=0", "distill.temperature")]
    [InlineData("distill.teachers=[teacher] model.name=knn", "distill.teachers")]
    public void Who_cannot_teach_is_refused_before_there_is_a_run(string overrides, string expected)
    {
        var train = CommandLine.Run(["train", "--name", "student", "--runs", Runs, .. Small, .. overrides.Replace("[teacher]", $"[{trained.Teacher}]", StringComparison.Ordinal).Split(' ')]);

        train.Exit.ShouldBe(2);
        train.Error.ShouldContain(expected);
        Directory.Exists(Runs).ShouldBeFalse();
    }

    /// <summary>The labels that consistent teachers give a batch of a student of this config, which sees grey values 0–255.</summary>
    private static float[][] LabelsOf(Tensor grey, int batch, IEnumerable<string> teachers, params string[] student)
    {
        var config = ConfigFile.Parse("{}", "student", ["distill.temperature=1", .. student]);
        using var input = new Preprocessor(new(config.Preprocess.Size, 0, 1, PixelScaling.Symmetric, ClassNames.Fer2013), CPU);
        using var consistent = new ConsistentTeachers([.. teachers.Select(run => Checkpoint.Read(Open(run).BestCheckpoint))], config, input, CPU);
        return [.. consistent.Labels(input.Scale(grey), batch).data<float>().ToArray().Chunk(7)];
    }

    [Fact]
    public void A_teacher_with_a_weight_for_each_pixel_is_refused_where_it_would_see_crops()
    {
        Train("teacher", "model.name=mlp");
        const string expected = "a model mlp, cannot take images of 40 pixels in place of 48. Expected: distill.consistent=false, or another teacher.";
        string[] student = ["--runs", Runs, .. Small, "distill.teachers=[teacher]"];

        var train = CommandLine.Run(["train", .. student, "distill.consistent=true", "augment.crop=40"]);
        (train.Exit, train.Error.Contains(expected, StringComparison.Ordinal)).ShouldBe((2, true), train.Error);

        File.WriteAllText(_folder["space.yaml"], "distill.consistent: [false, true]\naugment.crop: [0, 40]\n");
        var sweep = CommandLine.Run(["sweep", "--search", "grid", "--space", _folder["space.yaml"], .. student]);
        (sweep.Exit, sweep.Error.Contains(expected, StringComparison.Ordinal)).ShouldBe((2, true), sweep.Error);
        Directory.GetDirectories(Runs).ShouldHaveSingleItem(); // the teacher
    }

    private string RunOf(string name) => Directory.GetDirectories(Runs, $"*_{name}").Single();

    private static RunDirectory Open(string run) => RunDirectory.Open(run);

    private static double[] Losses(string run) => [.. new MetricsLog(Open(run).Metrics).Read().Select(epoch => epoch.TrainLoss)];

    /// <summary>The probabilities that eval writes for the training faces, by row.</summary>
    private Dictionary<int, double[]> Predictions(string run, string tta = "flip")
    {
        var folder = _folder[$"eval_{Path.GetFileName(run)}"];
        CommandLine.Run(["eval", run, "--split", "train", "--tta", tta, "--out", folder]).Exit.ShouldBe(0);
        return File.ReadLines(Path.Combine(folder, "predictions.csv")).Skip(1).Select(line => line.Split(','))
            .ToDictionary(fields => int.Parse(fields[0], System.Globalization.CultureInfo.InvariantCulture), fields => fields[^7..].Select(text => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture)).ToArray());
    }

    private string Train(string name, params string[] overrides) => TrainIn(Runs, name, overrides);

    private static string TrainIn(string runs, string name, params string[] overrides)
    {
        var train = CommandLine.Run(["train", "--name", name, "--runs", runs, .. Small, .. overrides]);
        train.Exit.ShouldBe(0, train.Error);
        return Directory.GetDirectories(runs, $"*_{name}").Single();
    }

    /// <summary>A teacher that the tests leave as it is, trained as a student without teachers is.</summary>
    public sealed class Trained : IDisposable
    {
        private readonly TempFolder _folder = new();

        public Trained() => Teacher = TrainIn(_folder.Root, "teacher");

        public string Teacher { get; }

        public void Dispose() => _folder.Dispose();
    }
}
