using FerTrain.Core;
using FerTrain.Figures;

namespace FerTrain.Tests.Figures;

public sealed class ClassPaletteTests
{
    [Fact]
    public void A_class_keeps_its_colour_when_others_are_gone()
    {
        var all = ClassPalette.Of(ClassNames.FerPlus);
        ClassPalette.Of(["sad", "happy", "contempt"]).ShouldBe([all[4], all[3], all[7]]);
    }

    [Fact]
    public void Known_and_unknown_classes_have_colours_of_their_own()
    {
        ClassPalette.Of(ClassNames.FerPlus).Distinct().Count().ShouldBe(8);
        ClassPalette.Of(["bored", "happy", "tired", "a", "b", "c", "d"]).Distinct().Count().ShouldBe(7);
    }

    [Fact]
    public void More_classes_than_colours_still_get_one_each() =>
        ClassPalette.Of([.. ClassNames.FerPlus, "bored", "tired"]).Count.ShouldBe(10);
}
