namespace FerTrain.Tests.Torch;

/// <summary>The published rules for one number.</summary>
internal sealed class NaiveOptimizer(string name, OptimizerSettings settings)
{
    private double _first, _second, _momentum;
    private int _steps;

    public double Step(double value, double gradient, double lr)
    {
        _steps++;
        if (name == "adamw") value -= lr * settings.WeightDecay * value;
        else gradient += settings.WeightDecay * value;
        return value - lr * (name switch
        {
            "sgd" => Sgd(gradient),
            "rmsprop" => RmsProp(gradient),
            _ => Adam(gradient),
        });
    }

    private double Adam(double gradient)
    {
        _first = settings.Beta1 * _first + (1 - settings.Beta1) * gradient;
        _second = settings.Beta2 * _second + (1 - settings.Beta2) * gradient * gradient;
        var mean = _first / (1 - Math.Pow(settings.Beta1, _steps));
        var square = _second / (1 - Math.Pow(settings.Beta2, _steps));
        return mean / (Math.Sqrt(square) + settings.Eps);
    }

    private double Sgd(double gradient)
    {
        _momentum = _steps == 1 ? gradient : settings.Momentum * _momentum + (1 - settings.Dampening) * gradient;
        return settings.Momentum == 0 ? gradient : settings.Nesterov ? gradient + settings.Momentum * _momentum : _momentum;
    }

    private double RmsProp(double gradient)
    {
        _first = settings.Alpha * _first + (1 - settings.Alpha) * gradient;
        _second = settings.Alpha * _second + (1 - settings.Alpha) * gradient * gradient;
        var spread = settings.Centered ? _second - _first * _first : _second;
        return _momentum = settings.Momentum * _momentum + gradient / (Math.Sqrt(spread) + settings.Eps);
    }
}
