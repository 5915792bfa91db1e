using FerTrain.Core.Config;
using FerTrain.Models;
using FerTrain.Tests.Torch;
using FerTrain.Training;
using static TorchSharp.torch;

namespace FerTrain.Tests.Training;

/// <summary>The updates of each optimizer beside those of its publication, computed in double, with no key at its default.</summary>
[Collection(TestCollections.Libtorch)]
public sealed class ModelOptimizerTests
{
    private static readonly string[] Keys =
        ["optimizer.lr=0.02", "optimizer.beta1=0.8", "optimizer.beta2=0.95", "optimizer.eps=1e-3", "optimizer.alpha=0.7", "optimizer.momentum=0.6", "optimizer.weight_decay=0.1"];

    [Theory]
    [InlineData("optimizer.name=adam")]
    [InlineData("optimizer.name=adamw")]
    [InlineData("optimizer.name=sgd")]
    [InlineData("optimizer.name=sgd optimizer.nesterov=true")]
    [InlineData("optimizer.name=rmsprop")]
    public void Updates_are_the_publications(string overrides)
    {
        var config = SmallRun.Config([.. Keys, .. overrides.Split(' '), "model.name=tiny_xception"]);
        using var model = ModelRegistry.Network("tiny_xception").Create(new ModelInput(Classes: 7, Channels: 1, Size: 48));
        using var optimizer = new ModelOptimizer(config, model);
        var parameters = model.named_parameters().Select(named => named.parameter).ToArray();
        var expected = Array.ConvertAll(parameters, parameter => new NaiveUpdates(config.Optimizer, parameter.Values()));

        for (var step = 1; step <= 3; step++)
        {
            foreach (var (parameter, own) in parameters.Zip(expected))
            {
                using var gradient = randn_like(parameter.detach()); // in the layout of its parameter, as autograd gives it
                parameter.grad = gradient.clone();
                own.Step(gradient.Values(), step);
            }

            optimizer.Step();
        }

        foreach (var (parameter, own) in parameters.Zip(expected))
            parameter.Values().ShouldBe(own.Weights, 1e-5);
    }

    private sealed class NaiveUpdates(OptimizerConfig config, double[] weights)
    {
        private readonly double[] _mean = new double[weights.Length], _square = new double[weights.Length];

        public double[] Weights => weights;

        public void Step(double[] gradients, int step)
        {
            for (var i = 0; i < weights.Length; i++)
            {
                if (config.Name == OptimizerName.Adamw) weights[i] -= config.Lr * config.WeightDecay * weights[i];
                var gradient = gradients[i] + (config.Name == OptimizerName.Adamw ? 0 : config.WeightDecay * weights[i]);
                weights[i] -= config.Lr * (config.Name switch
                {
                    OptimizerName.Sgd => Momentum(i, gradient, step),
                    OptimizerName.Rmsprop => RootMeanSquare(i, gradient),
                    _ => Moments(i, gradient, step),
                });
            }
        }

        private double Momentum(int i, double gradient, int step)
        {
            _mean[i] = step == 1 ? gradient : config.Momentum * _mean[i] + gradient;
            return config.Nesterov ? gradient + config.Momentum * _mean[i] : _mean[i];
        }

        private double RootMeanSquare(int i, double gradient)
        {
            _square[i] = config.Alpha * _square[i] + (1 - config.Alpha) * gradient * gradient;
            return _mean[i] = config.Momentum * _mean[i] + gradient / (Math.Sqrt(_square[i]) + config.Eps);
        }

        private double Moments(int i, double gradient, int step)
        {
            _mean[i] = config.Beta1 * _mean[i] + (1 - config.Beta1) * gradient;
            _square[i] = config.Beta2 * _square[i] + (1 - config.Beta2) * gradient * gradient;
            return _mean[i] / (1 - Math.Pow(config.Beta1, step)) / (Math.Sqrt(_square[i] / (1 - Math.Pow(config.Beta2, step))) + config.Eps);
        }
    }
}
