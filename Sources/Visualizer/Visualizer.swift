import Canvas
import Flows
