using FerTrain.Core;
using FerTrain.Core.Errors;
using FerTrain.Vision;
using FsCheck;
using FsCheck.Fluent;
using OpenCvSharp;

namespace FerTrain.Tests.Vision;

public sealed class GroupEmotionTests
{
    private static readonly string[] Positive = ["happy", "surprise"];

    [Fact]
    public void The_three_parts_are_the_mean_probabilities_of_their_classes() => Prop.ForAll(
        Gen.Choose(1, 100).ArrayOf(8).NonEmptyListOf().ToArbitrary(),
        weights =>
        {
            var names = ClassNames.FerPlus;
            var faces = weights.Select(face => Face([.. face.Select(weight => weight / (float)face.Sum())])).ToArray();
            var group = GroupEmotion.Of(faces, names)!;

            double Fraction(Func<string, bool> isOne) => faces.Sum(face => names.Index().Sum(name => isOne(name.Item) ? face.Probabilities[name.Index] : 0)) / faces.Length;
            group.Positive.ShouldBe(Fraction(Positive.Contains), 1e-6);
            group.Neutral.ShouldBe(Fraction(name => name == "neutral"), 1e-6);
            group.Negative.ShouldBe(1 - group.Positive - group.Neutral, 1e-5);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("happy", "positive")]
    [InlineData("surprise", "positive")]
    [InlineData("neutral", "neutral")]
    [InlineData("angry", "negative")]
    [InlineData("fear", "negative")]
    public void Most_of_a_class_decides(string name, string label) =>
        GroupEmotion.Of([Face([.. ClassNames.Fer2013.Select(other => other == name ? 0.7f : 0.05f)])], ClassNames.Fer2013)!.Label.ShouldBe(label);

    [Fact]
    public void Without_a_face_there_is_no_group() => GroupEmotion.Of([], ClassNames.Fer2013).ShouldBeNull();

    [Fact]
    public void A_class_that_belongs_nowhere_does_not_count()
    {
        GroupEmotion.Uncounted(["happy", "bored", "sad"]).ShouldBe(["bored"]);
        GroupEmotion.Of([Face([0.3f, 0.5f, 0.2f])], ["happy", "bored", "sad"]).ShouldBe(new GroupEmotion(0.3f, 0, 0.2f));
        Should.Throw<UserError>(() => GroupEmotion.Uncounted(["tired", "bored"])).Message.ShouldBe(
            "The group emotion is defined for positive, neutral and negative classes, but the model predicts tired, bored. Expected: a model of some of happy, surprise, neutral, angry, disgust, fear, sad, contempt.");
    }

    private static ClassifiedFace Face(float[] probabilities) => new(new Rect(0, 0, 1, 1), [.. probabilities]);
}
