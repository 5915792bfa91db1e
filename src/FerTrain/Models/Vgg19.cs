using FerTrain.Models.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Models;

/// <summary>The sixteen convolutions of VGG19 (Simonyan and Zisserman, arXiv:1409.1556) without its last pool, under a head for small images.</summary>
internal sealed class Vgg19 : Classifier
{
    private const string TorchvisionTrunk = "features.";

    /// <summary>The indices of its convolutions in torchvision's <c>features</c>, which count ReLUs and pools too.</summary>
    private static readonly string[] TorchvisionConvolutions =
        ["0", "2", "5", "7", "10", "12", "14", "16", "19", "21", "23", "25", "28", "30", "32", "34"];

    private readonly Module<Tensor, Tensor> trunk, head;

    private Vgg19(LayerStack trunk, LayerStack head) : base(nameof(Vgg19))
    {
        (this.trunk, this.head) = (trunk.Build(), head.Build());
        RegisterComponents();
    }

    /// <summary>To be trained as a whole.</summary>
    public static Vgg19 FromScratch(ModelInput input)
    {
        var trunk = Trunk(input);
        return new Vgg19(trunk, new LayerStack(trunk.Channels, trunk.Side).GlobalAveragePool().Dense(input.Classes));
    }

    /// <summary>A dense head to be trained on a trunk that stays as it is.</summary>
    public static Vgg19 Transfer(ModelInput input)
    {
        var trunk = Trunk(input);
        var head = new LayerStack(trunk.Channels, trunk.Side)
            .AveragePool().Flatten()
            .Dense(512).Relu().Dense(384).Relu().Dense(96).Relu().Dense(32).Relu()
            .Dense(input.Classes);
        var model = new Vgg19(trunk, head);
        foreach (var parameter in model.trunk.parameters())
            parameter.requires_grad = false;
        return model;
    }

    public override Tensor forward(Tensor input)
    {
        using var features = trunk.call(input);
        return head.call(features);
    }

    /// <summary>Knows the state dict of torchvision's <c>vgg19</c>: <c>features.N.weight</c> and <c>.bias</c>.</summary>
    public override string NameOf(string published) =>
        published.StartsWith(TorchvisionTrunk, StringComparison.Ordinal)
        && published[TorchvisionTrunk.Length..].Split('.', 2) is [var place, var parameter]
        && Array.IndexOf(TorchvisionConvolutions, place) is >= 0 and var index
            ? $"trunk.conv{index + 1}.{parameter}"
            : published;

    private static LayerStack Trunk(ModelInput input)
    {
        var stack = new LayerStack(input).SameConv(64, 3).Relu().SameConv(64, 3).Relu();
        foreach (var (filters, convolutions) in new[] { (128, 2), (256, 4), (512, 4), (512, 4) }) // 48 → 24 → 12 → 6 → 3
        {
            _ = stack.MaxPool();
            for (var i = 0; i < convolutions; i++)
                _ = stack.SameConv(filters, 3).Relu();
        }

        return stack;
    }
}
