import ClientAPIContract
import Hummingbird
import JWTKit
