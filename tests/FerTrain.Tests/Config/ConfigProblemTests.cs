using System.Text.RegularExpressions;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;

namespace FerTrain.Tests.Config;

public partial class ConfigProblemTests
{
    [Theory]
    [InlineData("trian:\n  epochs: 3", "x.yaml:1 trian: got an unknown block, expected one of {blocks}; did you mean 'train'?")]
    [InlineData("optimizer:\n  lrr: 1", "x.yaml:2 optimizer.lrr: got an unknown key, expected one of {optimizer}; did you mean 'lr'?")]
    [InlineData("train:\n  momentum_of_the_moon: 1", "x.yaml:2 train.momentum_of_the_moon: got an unknown key, expected one of {train}")]
    [InlineData("train:\n  epochs: 3\n  epochs: 4", "x.yaml:3 train.epochs: got it a second time, expected it once; the first is on line 2")]
    [InlineData("train: {epochs: 3}\neval: {split: val}\ntrain: {seed: 1}", "x.yaml:3 train: got it a second time, expected it once; the first is on line 1")]
    [InlineData("optimizer:\n\n  lr: fast", "x.yaml:3 optimizer.lr: got fast, expected a finite number")]
    [InlineData("optimizer: {lr: .nan}", "x.yaml:1 optimizer.lr: got .nan, expected a finite number")]
    [InlineData("optimizer: {lr: NaN}", "x.yaml:1 optimizer.lr: got NaN, expected a finite number")]
    [InlineData("train: {clip_value: 1e300}", "x.yaml:1 train.clip_value: got 1e300, expected a number that float32 holds, up to 3.4e38")]
    [InlineData("optimizer: {lr: 1e999}", "x.yaml:1 optimizer.lr: got 1e999, expected a finite number")]
    [InlineData("optimizer: {lr: \"0.1\"}", "x.yaml:1 optimizer.lr: got \"0.1\", expected a finite number")]
    [InlineData("optimizer: {lr: [0.1]}", "x.yaml:1 optimizer.lr: got [0.1], expected a finite number")]
    [InlineData("optimizer: {lr: }", "x.yaml:1 optimizer.lr: got nothing, expected a finite number")]
    [InlineData("optimizer: {lr: null}", "x.yaml:1 optimizer.lr: got null, expected a finite number")]
    [InlineData("train: {epochs: 3.0}", "x.yaml:1 train.epochs: got 3.0, expected a 32-bit whole number")]
    [InlineData("train: {epochs: 3000000000}", "x.yaml:1 train.epochs: got 3000000000, expected a 32-bit whole number")]
    [InlineData("train: {seed: 1e3}", "x.yaml:1 train.seed: got 1e3, expected a 64-bit whole number")]
    [InlineData("data: {stratify: yes}", "x.yaml:1 data.stratify: got yes, expected true or false")]
    [InlineData("data: {path: }", "x.yaml:1 data.path: got nothing, expected text")]
    [InlineData("data: {path: \"\"}", "x.yaml:1 data.path: got \"\", expected text")]
    [InlineData("data: {path: ~}", "x.yaml:1 data.path: got ~, expected text")]
    [InlineData("data: {split: rando}", "x.yaml:1 data.split: got rando, expected one of usage, random, holdout, sequential; did you mean 'random'?")]
    [InlineData("data: {balance: OversampleBeforeSplit}", "x.yaml:1 data.balance: got OversampleBeforeSplit, expected one of none, oversample, oversample_before_split, class_weights, sampler; did you mean 'oversample_before_split'?")]
    [InlineData("data: {split: 1}", "x.yaml:1 data.split: got 1, expected one of usage, random, holdout, sequential")]
    [InlineData("data:\n  fractions: [0.8, x, 0.1]", "x.yaml:2 data.fractions: got [0.8, x, 0.1], expected a list of finite numbers")]
    [InlineData("data:\n  fractions: 0.8", "x.yaml:2 data.fractions: got 0.8, expected a list of finite numbers")]
    [InlineData("data:\n  merge: [disgust, angry]", "x.yaml:2 data.merge: got [disgust, angry], expected a map of names, each key once")]
    [InlineData("data:\n  merge: {disgust: angry, disgust: sad}", "x.yaml:2 data.merge: got {disgust: angry, disgust: sad}, expected a map of names, each key once")]
    [InlineData("data:\n  classes: [sad, suprise]", "x.yaml:2 data.classes: got suprise, expected one of angry, disgust, fear, happy, sad, surprise, neutral; did you mean 'surprise'?")]
    [InlineData("data:\n  classes: [sad, contempt]", "x.yaml:2 data.classes: got contempt, expected one of angry, disgust, fear, happy, sad, surprise, neutral")]
    [InlineData("data:\n  classes: [sad, happy, sad]", "x.yaml:2 data.classes: got sad, expected each class once")]
    [InlineData("data:\n  classes: [sad]", "x.yaml:2 data.classes: got sad, expected at least two classes, or none for all")]
    [InlineData("data: {merge: {disgust: angry}, classes: [sad, disgust]}", "x.yaml:1 data.classes: got disgust, expected a class that stays; disgust is merged into angry")]
    [InlineData("data:\n  seed: -1", "x.yaml:2 data.seed: got -1, expected 0 to 4294967295")]
    [InlineData("data:\n  merge: {disgust: }", "x.yaml:2 data.merge: got {disgust: nothing}, expected a map of names, each key once")]
    [InlineData("optimizer: adam", "x.yaml:1 optimizer: got adam, expected keys under it: {optimizer}")]
    [InlineData("train:\n  # epochs: 3", "x.yaml:1 train: got nothing, expected keys under it: {train}")]
    [InlineData("- train", "x.yaml:1: got [train], expected blocks: {blocks}")]
    [InlineData("# all commented out", "x.yaml:1: got nothing, expected blocks: {blocks}")]
    [InlineData("", "x.yaml:1: got nothing, expected blocks: {blocks}")]
    [InlineData("emotion,pixels\n0,1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31", "x.yaml:1: got emotion,pixels 0,1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 …, expected blocks: {blocks}")]
    public void A_wrong_file_is_told_by_line_key_and_what_is_accepted(string yaml, string problem) =>
        Problems(yaml).ShouldBe([WithKeys(problem)]);

    [Theory]
    [InlineData("model:\n  name: \"x", 2)]
    [InlineData("model:\n  name: x\n l2: 0", 3)]
    [InlineData("train:\n\tepochs: 3", 1)]
    [InlineData("data: {merge: \na}", 1)]
    [InlineData("data: {!!] 1}", 1)]
    [InlineData("a: !!] b", 1)]
    [InlineData("train: {epochs: 3", 2)]
    [InlineData("train: {epochs: 3}\n---\ntrain: {epochs: 4}", 2)]
    [InlineData("train: &a {epochs: 3}", 1)]
    [InlineData("train:\n  epochs: !!int 3", 2)]
    [InlineData("train:\n  epochs: *a", 2)]
    [InlineData("train:\n  ? [a]\n  : 3", 2)]
    public void A_file_that_is_no_plain_yaml_is_told_in_one_line(string yaml, int line) =>
        Problems(yaml).ShouldHaveSingleItem().ShouldMatch($@"^x\.yaml:{line}: not valid YAML: \S.*\.$");

    [Theory]
    [InlineData("{")]
    [InlineData("[")]
    [InlineData("- ")]
    public void What_is_nested_without_end_is_told_instead_of_followed(string opening)
    {
        var nested = string.Concat(Enumerable.Repeat(opening, 100_000));
        Problems(nested).ShouldHaveSingleItem().ShouldBe("x.yaml:1: not valid YAML: Lists and maps are nested more than 16 deep.");
        Problems("{}", $"train.freeze={nested}").ShouldHaveSingleItem().ShouldContain("expected a list of texts");
    }

    [Theory]
    [InlineData("train.epochs", "train.epochs: got no '=', expected key=value")]
    [InlineData("train.epoch=3", "train.epoch=3: got an unknown key, expected train.epochs")]
    [InlineData("trian.epochs=3", "trian.epochs=3: got an unknown key, expected train.epochs")]
    [InlineData("epochs=3", "epochs=3: got an unknown key, expected train.epochs")]
    [InlineData("=3", "=3: got an unknown key, expected a key of {blocks}")]
    [InlineData("train=3", "train=3: got a block, expected one of {train.*}")]
    [InlineData("data.synthetic_count=1000000", "data.synthetic_count=1000000: got 1000000, expected 70 to 900000")]
    [InlineData("train.epochs=many", "train.epochs=many: got many, expected a 32-bit whole number")]
    [InlineData("train.epochs=", "train.epochs=: got nothing, expected a 32-bit whole number")]
    [InlineData("data.path=", "data.path=: got nothing, expected text")]
    [InlineData("data.fractions=[0.8", "data.fractions=[0.8: got [0.8, expected a list of finite numbers")]
    [InlineData("train.freeze=stem.*", "train.freeze=stem.*: got stem.*, expected a list of texts")]
    [InlineData("train.freeze=[a, []]", "train.freeze=[a, []]: got [a, []], expected a list of texts")]
    [InlineData("preprocess.crop=49", "preprocess.crop=49: got 49, expected 0, or 32 to preprocess.size")]
    [InlineData("augment.random_crop=true", "augment.random_crop=true: got true, expected true only with an augment.crop or preprocess.crop between 0 and preprocess.size")]
    [InlineData("augment.crop=49", "augment.crop=49: got 49, expected 0, or 32 to preprocess.size")]
    [InlineData("data.merge=disgust", "data.merge=disgust: got disgust, expected a map of names, each key once")]
    [InlineData("optimizer.name=adma", "optimizer.name=adma: got adma, expected one of adam, adamw, sgd, rmsprop; did you mean 'adam'?")]
    [InlineData("checkpoint.every=0", "checkpoint.every=0: got 0, expected a whole number of at least 1")]
    [InlineData("train.batch_size=0", "train.batch_size=0: got 0, expected a whole number of at least 1")]
    [InlineData("train.swa_start=36", "train.swa_start=36: got 36, expected at most train.epochs, which is 35")]
    [InlineData("augment.repeats=101", "augment.repeats=101: got 101, expected 1 to 100")]
    [InlineData("augment.mixup=1e-310", "augment.mixup=1e-310: got 1e-310, expected 0, or at least 0.001")]
    [InlineData("augment.cutmix=0.0009", "augment.cutmix=0.0009: got 0.0009, expected 0, or at least 0.001")]
    [InlineData("data.fractions=[0.8,0.3,0.1]", "data.fractions=[0.8,0.3,0.1]: got [0.8, 0.3, 0.1], expected three fractions that sum to 1, the first above 0")]
    [InlineData("data.merge={disgust: angy}", "data.merge={disgust: angy}: got disgust: angy, expected one of angry, disgust, fear, happy, sad, surprise, neutral; did you mean 'angry'?")]
    [InlineData("data.merge={contempt: angry}", "data.merge={contempt: angry}: got contempt: angry, expected one of angry, disgust, fear, happy, sad, surprise, neutral")]
    [InlineData("data.stratify=true", "data.stratify=true: got true, expected false unless data.split=random draws the parts")]
    [InlineData("classic.n_components=1.5", "classic.n_components=1.5: got 1.5, expected 0 ≤ x < 1, or a whole number")]
    [InlineData("classic.svm_c=[]", "classic.svm_c=[]: got [], expected numbers above 0")]
    [InlineData("classic.svm_gamma=[1, 0]", "classic.svm_gamma=[1, 0]: got [1, 0], expected numbers above 0")]
    [InlineData("classic.n_neighbors=[2.5]", "classic.n_neighbors=[2.5]: got [2.5], expected whole numbers of at least 1")]
    [InlineData("classic.max_depth=26", "classic.max_depth=26: got 26, expected 1 to 25")]
    [InlineData("data.merge={disgust: disgust}", "data.merge={disgust: disgust}: got disgust: disgust, expected two different classes")]
    [InlineData("data.merge={fear: disgust, disgust: angry}", "data.merge={fear: disgust, disgust: angry}: got fear: disgust, expected a class that stays; disgust is merged itself")]
    public void A_wrong_override_is_told_by_its_text_and_what_is_accepted(string text, string problem) =>
        Problems("{}", text).ShouldBe([WithKeys(problem)]);

    [Fact]
    public void Pixels_that_have_each_their_own_scale_cannot_be_cropped_to_another_size() =>
        Problems("preprocess: {scale: per_pixel_minmax}", "augment.crop=40").ShouldBe(["augment.crop=40: got 40, expected 0 with preprocess.scale=per_pixel_minmax"]);

    [Theory]
    [InlineData("train.epochs=3", "35")]
    [InlineData("augment.rotation=10", "0")]
    [InlineData("optimizer.lr=0.1", "0.001")]
    [InlineData("early_stopping.patience=4", "0")]
    [InlineData("data.balance=sampler", "none")]
    public void A_key_that_a_model_without_epochs_would_ignore_is_told(string text, string expected) =>
        Problems("model: {name: svm}", text).ShouldBe([$"{text}: got {text.Split('=')[1]}, expected {expected}, its default, with model.name=svm, which ignores it"]);

    [Fact]
    public void A_run_that_goes_on_for_fewer_epochs_than_its_average_needs_is_told_both_numbers() =>
        Problems(ConfigFile.ToYaml(new() { Train = new() { SwaStart = 20 } }), "train.epochs=10").ShouldHaveSingleItem()
            .ShouldMatch(@"^x\.yaml:\d+ train\.swa_start: got 20, expected at most train\.epochs, which is 10$");

    [Fact]
    public void A_model_without_epochs_takes_a_seed_and_oversampling() =>
        ConfigFile.Parse("model: {name: random_forest}", "x.yaml", ["train.seed=3", "data.balance=oversample"]).Train.Seed.ShouldBe(3);

    [Fact]
    public void All_problems_of_file_overrides_and_ranges_are_told_together_in_order()
    {
        const string yaml = """
            optimizer:
              lr: -1
              bata1: 0.5
            train:
              epochs: none
              batch_size: 0
            """;

        var error = Should.Throw<UserError>(() => ConfigFile.Parse(yaml, "configs/x.yaml", ["eval.split=al", "train.batch_size=-5", "data.limit=-1"]));

        error.Message.ShouldBe(WithKeys("""
            6 problems in configs/x.yaml:
            configs/x.yaml:2 optimizer.lr: got -1, expected a number above 0
            configs/x.yaml:3 optimizer.bata1: got an unknown key, expected one of {optimizer}; did you mean 'beta1'?
            configs/x.yaml:5 train.epochs: got none, expected a 32-bit whole number
            eval.split=al: got al, expected one of train, val, test; did you mean 'val'?
            data.limit=-1: got -1, expected a whole number of at least 0
            train.batch_size=-5: got -5, expected a whole number of at least 1
            """));
    }

    [Fact]
    public void Overrides_of_a_file_that_is_no_yaml_are_still_checked() =>
        Problems("[", "train.epochs=0").Length.ShouldBe(2);

    [Fact]
    public void One_problem_is_one_line() =>
        Should.Throw<UserError>(() => ConfigFile.Parse("{}", "x.yaml", ["a"])).Message.ShouldBe("a: got no '=', expected key=value");

    /// <summary>The keys that default.yaml documents as int or double.</summary>
    public static TheoryData<string> Numbers =>
        [.. ConfigKeys.All.Zip(CommentedConfig.Defaults().Split('\n').Where(line => line.StartsWith("  ", StringComparison.Ordinal)))
            .Where(key => key.Second.Contains("# (int", StringComparison.Ordinal) || key.Second.Contains("# (double", StringComparison.Ordinal))
            .Select(key => key.First)];

    [Fact]
    public void There_are_numbers_to_check() => Numbers.Count.ShouldBePositive();

    [Theory, MemberData(nameof(Numbers))]
    public void Every_number_but_a_seed_has_a_range_that_refuses_minus_one(string key) =>
        Problems("{}", $"{key}=-1").ShouldHaveSingleItem().ShouldStartWith($"{key}=-1: got -1, expected ");

    /// <summary>Fills in the names of all blocks for {blocks}, of a block's keys for {train}, and their paths for {train.*}.</summary>
    private static string WithKeys(string problem) => Placeholder().Replace(problem, match => string.Join(", ", match.Groups["block"].Value switch
    {
        "blocks" => ConfigKeys.All.Select(path => path.Split('.')[0]).Distinct(),
        var block => ConfigKeys.All.Where(path => path.StartsWith($"{block}.", StringComparison.Ordinal))
            .Select(path => match.Groups["path"].Success ? path : path[(block.Length + 1)..]),
    }));

    /// <summary>The problems without the heading that counts several.</summary>
    private static string[] Problems(string yaml, params string[] overrides)
    {
        var lines = Should.Throw<UserError>(() => ConfigFile.Parse(yaml, "x.yaml", overrides)).Message.Split('\n');
        return lines.Length == 1 ? lines : lines[1..];
    }

    [GeneratedRegex(@"\{(?<block>blocks|optimizer|train)(?<path>\.\*)?\}")]
    private static partial Regex Placeholder();
}
