using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Data;
using FsCheck;
using FsCheck.Fluent;

namespace FerTrain.Tests.Data;

public sealed class ClassBalancerTests
{
    [Fact]
    public void Weights_are_inverse_to_the_counts_and_their_mean_over_the_rows_is_1() =>
        Prop.ForAll(Gen.ArrayOf(Gen.Choose(1, 9), 7).ToArbitrary(), counts =>
        {
            var weights = ClassBalancer.Of(Data(counts), BalanceMethod.ClassWeights)!.Weights();
            var masses = weights.Zip(counts, (weight, count) => (double)weight * count).ToArray();
            return Math.Abs(masses.Sum() / counts.Sum() - 1) < 1e-6 && masses.All(mass => Math.Abs(mass - counts.Sum() / 7.0) < 1e-4);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void An_epoch_samples_as_many_rows_as_there_are_and_every_class_as_often()
    {
        var data = Data(1, 2, 3, 4, 5, 500, 300);
        var balancer = ClassBalancer.Of(data, BalanceMethod.Sampler)!;
        var sampled = Enumerable.Range(0, 20).SelectMany(epoch => balancer.Sample(new Seeds(1).Stream("order", epoch))).ToArray();

        sampled.Length.ShouldBe(20 * 815);
        sampled.Except(data.Split.Train).ShouldBeEmpty();
        foreach (var members in data.Split.Train.GroupBy(row => data.Faces.Labels[row]))
        {
            var ofClass = sampled.Where(members.Contains).CountBy(row => row).Select(count => (double)count.Value).ToArray();
            ofClass.Sum().ShouldBe(sampled.Length / 7.0, tolerance: 5 * Math.Sqrt(sampled.Length / 7.0));
            if (members.Count() <= 5) ofClass.ShouldAllBe(count => Math.Abs(count - ofClass.Average()) < 5 * Math.Sqrt(ofClass.Average()));
        }

        balancer.Sample(new Seeds(1).Stream("order", 1)).ShouldBe(balancer.Sample(new Seeds(1).Stream("order", 1)));
    }

    [Theory]
    [InlineData(BalanceMethod.ClassWeights, "class_weights")]
    [InlineData(BalanceMethod.Sampler, "sampler")]
    public void A_class_without_training_rows_cannot_be_balanced(BalanceMethod rule, string name) =>
        Should.Throw<UserError>(() => ClassBalancer.Of(Data(3, 0, 1, 1, 1, 1, 1), rule)).Message
            .ShouldBe($"data.balance is {name}, but no training row is 'disgust'. Expected: data.balance=none, more rows, or data.merge for that class.");

    [Fact]
    public void Other_rules_balance_before_training()
    {
        foreach (var rule in new[] { BalanceMethod.None, BalanceMethod.Oversample, BalanceMethod.OversampleBeforeSplit })
            ClassBalancer.Of(Data(3, 0, 1, 1, 1, 1, 1), rule).ShouldBeNull();
    }

    private static PreparedData Data(params int[] counts) => DataPreparation.Prepare(
        Sample.Faces([.. counts.SelectMany((count, label) => Enumerable.Repeat(((byte)0, (byte)label, Usage.Training), count))]), new DataConfig());
}
