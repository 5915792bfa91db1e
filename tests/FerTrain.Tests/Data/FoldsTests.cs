using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Data;

namespace FerTrain.Tests.Data;

public sealed class FoldsTests
{
    [Fact]
    public void Folds_divide_the_training_rows_by_class_and_keep_equal_images_together()
    {
        var random = new Seeds(4).Stream("folds test");
        for (var trial = 0; trial < 30; trial++)
        {
            var (count, folds) = (40 + random.NextInt(200), 2 + random.NextInt(5));
            // Few grey values, so that many images are equal, some with different labels.
            var greys = Enumerable.Range(0, count).Select(i => (byte)(i % 3 == 0 ? random.NextInt(20) : 20 + i % 230)).ToArray();
            var faces = Sample.Faces([.. greys.Select((grey, i) => (grey, (byte)random.NextInt(7), i % 10 < 8 ? Usage.Training : i % 10 == 8 ? Usage.PublicTest : Usage.PrivateTest))]);
            int[] training = [.. Enumerable.Range(0, count).Where(row => faces.Usages[row] == Usage.Training)];

            var splits = Enumerable.Range(0, folds).Select(fold => DataPreparation.Prepare(faces, new DataConfig { Folds = folds, Fold = fold, Seed = trial }).Split).ToArray();

            splits.SelectMany(split => split.Val).Order().ShouldBe(training);
            foreach (var split in splits)
            {
                split.Train.Concat(split.Val).Order().ShouldBe(training);
                split.Test.ShouldBe(splits[0].Test);
                split.Train.Select(row => greys[row]).Intersect(split.Val.Select(row => greys[row])).ShouldBeEmpty();
            }

            var largest = training.CountBy(row => greys[row]).Max(image => image.Value);
            for (var label = 0; label < 7; label++)
            {
                var counts = splits.Select(split => split.Val.Count(row => faces.Labels[row] == label)).ToArray();
                (counts.Max() - counts.Min()).ShouldBeLessThanOrEqualTo(2 * largest);
            }
        }
    }

    [Fact]
    public void Without_equal_images_every_class_and_every_fold_is_divided_to_one_face()
    {
        var faces = SyntheticFaces.Generate(350, 1);
        int[] rows = [.. Enumerable.Range(0, 350)];
        var fold = Folds.Of(faces, rows, 6, seed: 0);

        for (var label = 0; label < 7; label++)
        {
            var counts = rows.Where(row => faces.Labels[row] == label).CountBy(row => fold[row]).Select(own => own.Value).ToArray();
            counts.Length.ShouldBe(6);
            (counts.Max() - counts.Min()).ShouldBeLessThanOrEqualTo(1);
        }

        var sizes = rows.CountBy(row => fold[row]).Select(own => own.Value).ToArray();
        (sizes.Max() - sizes.Min()).ShouldBeLessThanOrEqualTo(1);
        Folds.Of(faces, rows, 6, seed: 0).ShouldBe(fold);
        Folds.Of(faces, rows, 6, seed: 1).ShouldNotBe(fold);
    }

    [Fact]
    public void A_limit_leaves_out_rows_before_they_are_divided()
    {
        var config = new DataConfig { Source = DataSource.Synthetic, SyntheticCount = 210, Limit = 70, Folds = 5 };
        var splits = Enumerable.Range(0, 5).Select(fold => DataPreparation.Prepare(config with { Fold = fold })).ToArray();

        splits.SelectMany(data => data.Split.Val).Distinct().Count().ShouldBe(70);
        splits.ShouldAllBe(data => data.Split.Train.Length + data.Split.Val.Length == 70);
        splits[0].Changes.ShouldContain("The training faces are divided into 5 folds: fold 0 of 13 faces validates in the place of the val part (data.folds, data.fold).");
    }

    [Fact]
    public void More_folds_than_images_are_refused() =>
        Should.Throw<UserError>(() => Folds.Of(Sample.Faces((1, 0, Usage.Training), (1, 1, Usage.Training), (2, 0, Usage.Training)), [0, 1, 2], 3, 0)).Message
            .ShouldBe("data.folds is 3, and the training rows have 2 different images. Expected: fewer folds.");

    [Theory]
    [InlineData("data.folds=1", "data.folds=1: got 1, expected 0, or 2 to 100")]
    [InlineData("data.fold=1", "data.fold=1: got 1, expected 0 without data.folds")]
    [InlineData("data.folds=3 data.fold=3", "data.fold=3: got 3, expected 0 to 2")]
    [InlineData("data.folds=3 data.validate_on=train", "data.validate_on=train: got train, expected val while data.folds takes a fold to validate on")]
    [InlineData("data.folds=3 data.val_fraction=0.1", "data.val_fraction=0.1: got 0.1, expected 0 while data.folds takes a fold to validate on")]
    public void Keys_that_contradict_each_other_are_refused(string keys, string message) =>
        Should.Throw<UserError>(() => ConfigFile.Parse("{}", "c", keys.Split(' '))).Message.ShouldBe(message);
}
