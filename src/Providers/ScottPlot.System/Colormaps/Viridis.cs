namespace ScottPlot.Colormaps;

/// <summary>Nathaniel J. Smith, Stéfan van der Walt and Eric Firing's colormap, in the public domain (CC0).</summary>
public class Viridis : IColormap
{
    public string Name => nameof(Viridis);

    private static readonly Samples Samples = new(
        "#440154", "#45085B", "#470F62", "#471669", "#481D6F", "#482374", "#472A79", "#46307D", "#453681",
        "#433C84", "#414286", "#3E4888", "#3C4D8A", "#3A538B", "#37588C", "#355D8C", "#32628D", "#30678D",
        "#2E6C8E", "#2C718E", "#2A768E", "#287A8E", "#267F8E", "#24848D", "#23898D", "#218D8C", "#1F928C",
        "#1E978A", "#1E9B89", "#1EA087", "#20A585", "#23A982", "#28AE7F", "#2EB27C", "#35B778", "#3DBB74",
        "#45BF6F", "#4FC369", "#59C764", "#64CB5D", "#70CE56", "#7CD24F", "#88D547", "#95D73F", "#A2DA37",
        "#AFDC2E", "#BDDE26", "#CAE01E", "#D7E219", "#E4E318", "#F1E51C", "#FDE724");

    public Color GetColor(double position) => Samples.At(position);
}
