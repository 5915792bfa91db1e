using FerTrain.Augmentation;
using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Tests.Torch;
using FerTrain.Torch;
using FsCheck;
using FsCheck.Fluent;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace FerTrain.Tests.Augmentation;

[Collection(TestCollections.Libtorch)]
public sealed class MixupCutMixTests : IDisposable
{
    private const int Classes = 4, Side = 6;

    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Nothing_is_mixed_at_strength_zero()
    {
        var batch = OneShadeAClass(0, 1, 2);

        new MixupCutMix(new AugmentConfig(), Classes, Side).Mix(batch, zeros([6])).ShouldBeSameAs(batch);
    }

    [Theory]
    [InlineData(0.4, 0)]
    [InlineData(0, 1)]
    [InlineData(0.2, 1)]
    public void Targets_are_mixed_as_the_images_are_and_the_larger_fraction_counts_as_correct(double mixup, double cutmix) =>
        Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), seed =>
        {
            using var scope = NewDisposeScope();
            var mixed = Mix(OneShadeAClass(2, 0, 3, 1), seed, mixup, cutmix);

            // Each image is of one shade, which is its class, so that its channels' mean says what it was mixed of.
            var fractions = mixed.Targets.Values();
            var shades = mixed.Inputs.mean([1, 2, 3]).Values();
            var labelled = mixed.Labels.Values();
            long[] labels = [2, 0, 3, 1];
            for (var i = 0; i < 4; i++)
            {
                var (own, before) = (labels[i], labels[(i + 3) % 4]);
                var fraction = fractions[i * Classes + own];
                (fraction + fractions[i * Classes + before]).ShouldBe(1, 1e-6);
                (own * fraction + before * (1 - fraction)).ShouldBe(shades[i], 1e-5);
                labelled[i].ShouldBe(fraction >= 0.5 ? own : before);
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Soft_targets_are_mixed_in_the_same_fractions_as_hard_ones()
    {
        var batch = OneShadeAClass(1, 3);
        var soft = batch with { Targets = F.one_hot(batch.Labels, Classes).to(float32).Times(0.8).Plus(0.05) };

        var hard = Mix(batch, 5, mixup: 0.4, cutmix: 0).Targets;

        Mix(soft, 5, mixup: 0.4, cutmix: 0).Targets.Values().ShouldBe(hard.Times(0.8).Plus(0.05).Values(), 1e-6);
    }

    [Fact]
    public void Mixup_blends_every_pixel_alike()
    {
        var mixed = Mix(OneShadeAClass(0, 3), 9, mixup: 1, cutmix: 0);

        mixed.Inputs[0].Values().Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public void CutMix_puts_a_square_of_the_other_image_in_which_the_border_may_cut()
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            var image = Mix(OneShadeAClass(0, 3), seed, mixup: 0, cutmix: 1).Inputs.Map();
            var pixels = (from row in Enumerable.Range(0, 6) from column in Enumerable.Range(0, 6) where image[0, 0, row, column] != 0 select (row, column)).ToArray();
            if (pixels.Length == 0) continue;
            var (top, left, bottom, right) = (pixels.Min(p => p.row), pixels.Min(p => p.column), pixels.Max(p => p.row), pixels.Max(p => p.column));

            pixels.ShouldAllBe(p => image[0, 2, p.row, p.column] == 3);
            pixels.Length.ShouldBe((bottom - top + 1) * (right - left + 1));
            if (top > 0 && left > 0 && bottom < 5 && right < 5) (bottom - top).ShouldBe(right - left);
        }
    }

    [Fact]
    public void With_both_each_batch_takes_one_of_them()
    {
        var cuts = Enumerable.Range(0, 400).Count(seed =>
        {
            using var scope = NewDisposeScope();
            return Mix(OneShadeAClass(0, 3), (ulong)seed, mixup: 50, cutmix: 50).Inputs[0].Values().Distinct().Count() == 2;
        });

        cuts.ShouldBeInRange(150, 250);
    }

    [Fact]
    public void Cross_entropy_takes_the_mixed_targets_and_a_batch_of_one_stays_itself()
    {
        var mixed = Mix(OneShadeAClass(2), 3, mixup: 1, cutmix: 0);
        var logits = Tensors.RandomFloats(new RandomStream(1), 1, Classes);

        mixed.Inputs.Values().ShouldBe(Enumerable.Repeat(2.0, 3 * 36), 1e-6);
        F.cross_entropy(logits, mixed.Targets).item<float>().ShouldBe(F.cross_entropy(logits, mixed.Labels).item<float>(), 1e-5f);
    }

    [Theory]
    [InlineData(0.4, 0)]
    [InlineData(0, 1)]
    public void Repeats_of_an_image_are_mixed_with_those_of_the_one_before(double mixup, double cutmix)
    {
        long[] labels = [2, 2, 2, 0, 0, 0, 3, 3, 3];

        var mixed = Mix(OneShadeAClass(labels), 4, mixup, cutmix, repeats: 3);

        var (fractions, shades) = (mixed.Targets.Values(), mixed.Inputs.mean([1, 2, 3]).Values());
        for (var i = 0; i < labels.Length; i++)
        {
            var (own, before) = (labels[i], labels[(i + 6) % 9]);
            var fraction = fractions[i * Classes + own];
            fraction.ShouldBeInRange(0.01, 0.99);
            (fraction + fractions[i * Classes + before]).ShouldBe(1, 1e-6);
            (own * fraction + before * (1 - fraction)).ShouldBe(shades[i], 1e-5);
        }
    }

    private static TrainingBatch Mix(TrainingBatch batch, ulong seed, double mixup, double cutmix, int repeats = 1)
    {
        var mixing = new MixupCutMix(new AugmentConfig { Repeats = repeats, Mixup = mixup, Cutmix = cutmix }, Classes, Side);
        return mixing.Mix(batch, mixing.Draw(1, _ => new RandomStream(seed), CPU)[0]);
    }

    /// <summary>Makes images 3×6×6 whose every number is the class.</summary>
    private static TrainingBatch OneShadeAClass(params long[] labels)
    {
        var numbers = tensor(labels);
        return new TrainingBatch(numbers.to(float32).view(-1, 1, 1, 1).expand(-1, 3, Side, Side), numbers.alias(), numbers);
    }
}
