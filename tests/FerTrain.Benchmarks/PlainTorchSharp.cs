// Training steps in TorchSharp as its users write them: its own layers and Adam, tensors as they come. What FerTrain's speed
// is held against, on the same libtorch; the layers are those of pytorch_models.py, the steps those of pytorch_training.py.
#pragma warning disable RS0030 // its users write operators
// Usage: PlainTorchSharp MODEL BATCH FACES EPOCHS; prints the training images a second of each epoch.
using System.Diagnostics;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

var (name, batch, faces, epochs) = (args[0], int.Parse(args[1]), int.Parse(args[2]), int.Parse(args[3]));
set_num_threads(Environment.ProcessorCount);
_ = manual_seed(0);
using var images = randint(0, 256, [faces, 1, 48, 48], ScalarType.Byte);
using var labels = randint(0, 7, [faces], ScalarType.Int64);
using var model = Models.Create(name);
using var optimizer = optim.Adam(model.parameters(), eps: 1e-7);
for (var epoch = 0; epoch < epochs; epoch++)
{
    var watch = Stopwatch.StartNew();
    using var order = randperm(faces);
    for (var first = 0; first < faces; first += batch)
    {
        using var step = NewDisposeScope();
        var rows = order.slice(0, first, Math.Min(first + batch, faces), 1);
        var x = images.index_select(0, rows).to(float32) / 127.5 - 1;
        var loss = F.cross_entropy(model.call(x), labels.index_select(0, rows));
        optimizer.zero_grad();
        loss.backward();
        _ = optimizer.step();
    }

    Console.WriteLine($"{faces / watch.Elapsed.TotalSeconds:F1}");
}

internal static class Models
{
    public static Module<Tensor, Tensor> Create(string name) => name switch
    {
        "mini_xception" => Sequential(
            Conv2d(1, 8, 3, bias: false), Norm(8), ReLU(), Conv2d(8, 8, 3, bias: false), Norm(8), ReLU(),
            new Xception(8, 16), new Xception(16, 32), new Xception(32, 64), new Xception(64, 128),
            Conv2d(128, 7, 3, padding: 1), AdaptiveAvgPool2d(1), Flatten()),
        "five_conv" => Sequential(
            Conv2d(1, 32, 3), Norm(32), ReLU(), Dropout(0.25), Conv2d(32, 64, 3, padding: 1), Norm(64), ReLU(), MaxPool2d(2),
            Conv2d(64, 64, 3), Norm(64), ReLU(), Dropout(0.25), Conv2d(64, 128, 3, padding: 1), Norm(128), ReLU(), MaxPool2d(2),
            Conv2d(128, 128, 3), Norm(128), ReLU(), MaxPool2d(2), Flatten(), Linear(2048, 250), ReLU(), Dropout(0.5), Linear(250, 7)),
        "seven_conv_vgg" => Sequential(
            Conv2d(1, 64, 3), ReLU(), Conv2d(64, 64, 3), ReLU(), Conv2d(64, 64, 3), ReLU(), Norm(64), MaxPool2d(2), Dropout(),
            Conv2d(64, 128, 3), ReLU(), Conv2d(128, 128, 3), ReLU(), Norm(128), MaxPool2d(2), Dropout(),
            Conv2d(128, 256, 3), ReLU(), Conv2d(256, 256, 3), ReLU(), Norm(256), MaxPool2d(2), Dropout(),
            Flatten(), Linear(1024, 1024), ReLU(), Dropout(0.4), Linear(1024, 7)),
        _ => throw new ArgumentException(name),
    };

    public static Module<Tensor, Tensor> Norm(int channels) => BatchNorm2d(channels, eps: 1e-3, momentum: 0.01);
}

internal sealed class Xception : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> _shortcut, _main;

    public Xception(int a, int b) : base(nameof(Xception))
    {
        _shortcut = Sequential(Conv2d(a, b, 1, stride: 2, bias: false), Models.Norm(b));
        _main = Sequential(
            Conv2d(a, a, 3, padding: 1, groups: a, bias: false), Conv2d(a, b, 1, bias: false), Models.Norm(b), ReLU(),
            Conv2d(b, b, 3, padding: 1, groups: b, bias: false), Conv2d(b, b, 1, bias: false), Models.Norm(b),
            MaxPool2d(3, stride: 2, padding: 1));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => _main.call(x) + _shortcut.call(x);
}
